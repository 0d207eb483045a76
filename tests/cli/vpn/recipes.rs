//! The recipes of `docs/vpn.md`, in their order: every `qalyp vpn` line runs as it stands there.

use super::shop::Shop;

const PAGE: &str = include_str!("../../../docs/vpn.md");

/// What a person changes in the blueprint before a recipe, and what is to be seen after it.
fn before(shop: &Shop, recipe: &str) {
    match recipe {
        "A new user" => {
            shop.edit(
                "        - {name: office-router}\n",
                "        - {name: office-router}\n        - {name: nurzhan}\n",
            );
        }
        "A new telephone" => {
            shop.edit(
                "        - {name: nurzhan}\n",
                "        - {name: nurzhan}\n        - {name: aigerim-phone}\n",
            );
        }
        "A user leaves" => {
            shop.edit(
                "        - {name: daulet, address: 10.8.12.50, routes: [192.168.20.0/24]}\n",
                "",
            );
        }
        "A user has another name" => {
            shop.edit("{name: aigerim-phone}", "{name: aigerim-mobile}");
        }
        "A server has moved or has another name" => {
            shop.edit("domain: romashka\n", "domain: romashka-neu\n");
        }
        // The round goes over the whole fleet.
        "The yearly round" => drop(shop.done(&["issue", "--yes"])),
        _ => {}
    }
}

/// The commands of a recipe.
fn commands(text: &str) -> Vec<&str> {
    let blocks = text.split("```sh\n").skip(1).filter_map(|rest| rest.split("\n```").next());
    blocks.flat_map(str::lines).filter_map(|line| line.strip_prefix("qalyp vpn ")).collect()
}

#[test]
fn every_recipe_does_what_it_says() {
    let shop = Shop::new();
    let mut ran = 0;
    for section in PAGE.split("\n## ").skip(1) {
        let (recipe, text) = section.split_once('\n').unwrap();
        before(&shop, recipe);
        for command in commands(text) {
            let handover = shop.arg("");
            let words = words(command);
            // The second way of the same recipe: the blueprint has done it already.
            if words[0] == "revoke" {
                assert!(
                    shop.vpn(&[&as_args(&words)[..], &["--yes"]].concat()).err.contains("daulet")
                );
                continue;
            }
            let mut args: Vec<String> =
                words.iter().map(|word| word.replace("/srv/handover/", &handover)).collect();
            let asks = ["issue", "renew", "crl"].contains(&words[0].as_str());
            if asks && !words.iter().any(|word| word == "--dry-run") {
                args.push("--yes".to_owned());
            }
            shop.done(&as_args(&args));
            ran += 1;
        }
        after(&shop, recipe);
    }
    assert!(ran >= 14, "{ran}");
}

fn after(shop: &Shop, recipe: &str) {
    let serial = |user| shop.serial("romashka-main", user);
    let exists = |path: &str| shop.path(path).is_file();
    match recipe {
        "A new server" => {
            assert!(exists("romashka-main/office-router/android/romashka-main.ovpn"));
        }
        "A new user" => {
            assert!(serial("nurzhan").is_some() && exists("nurzhan.passphrase"));
            assert!(exists("nurzhan/windows/romashka-main.ovpn"));
        }
        "A lost laptop" => {
            let (_, status) = shop.json(&["status", "romashka-main"]);
            assert_eq!(status["servers"][0]["revoked"][0]["name"], "aigerim");
            assert!(serial("aigerim").is_some());
        }
        "A new telephone" => assert!(exists("aigerim-phone.html")),
        "A user has another name" => {
            assert_eq!(serial("aigerim-phone"), None);
            assert!(serial("aigerim-mobile").is_some());
        }
        "A user leaves" => assert_eq!(serial("daulet"), None),
        "A server has moved or has another name" => {
            let (code, plan) = shop.json(&["issue", "romashka-main", "--dry-run"]);
            assert_eq!((code, plan["servers"][0]["steps"].as_array().unwrap().len()), (0, 0));
        }
        "A server was stolen" => {
            let (code, status) = shop.json(&["status", "romashka-main"]);
            assert_eq!((code, &status["servers"][0]["items"][0]["standing"]), (0, &"good".into()));
        }
        _ => {}
    }
}

fn as_args(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

/// The words of a line, with single quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (i, piece) in line.split('\'').enumerate() {
        if i % 2 == 1 {
            words.push(piece.to_owned());
        } else {
            words.extend(piece.split_whitespace().map(str::to_owned));
        }
    }
    words
}
