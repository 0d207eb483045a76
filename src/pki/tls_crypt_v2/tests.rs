use proptest::prelude::*;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{CLIENT_KEY, ClientKey, SERVER_BYTES, SERVER_KEY, ServerKey, keys};
use crate::fleet::vpn_state::Serial;
use crate::pki::fault::{Fault, TlsCryptFault};
use crate::vault::Secret;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn of_hex(text: &str) -> Vec<u8> {
    let pairs = text.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
    pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
}

fn counting_up<const N: usize>() -> [u8; N] {
    std::array::from_fn(|i| u8::try_from(i % 256).unwrap())
}

fn counting_down() -> [u8; 256] {
    let mut bytes = counting_up::<256>();
    bytes.reverse();
    bytes
}

struct Vector {
    server: [u8; SERVER_BYTES],
    own: [u8; 256],
    metadata: &'static str,
    length: &'static str,
    bytes: usize,
    tag: &'static str,
    wrapped: &'static str,
    pem: &'static str,
}

/// Keys that OpenVPN 2.6.14 connected with. The first cannot tell one slot of the server's key from
/// another; the others can.
fn vectors() -> [Vector; 3] {
    [
        Vector {
            server: [7; SERVER_BYTES],
            own: counting_up(),
            metadata: "00636e3d72757374",
            length: "012a",
            bytes: 554,
            tag: "f0487a4610b41b575f1bf7efc7476b023bceb0679c8e837720f74cddd1d020f6",
            wrapped: "585b69e09dd57fc37d4699115e492c7ab1102e7c8e7e9f0b753191cc1421305c",
            pem: "86379503247603e44ec96e664dee2880fbedcb39f493ef6663a1bac8b8c73563",
        },
        Vector {
            server: counting_up(),
            own: counting_down(),
            metadata: "01000000006955b900",
            length: "012b",
            bytes: 555,
            tag: "b366b9b066be5d14aedccbda588989263ff9d72b8141ba21445e45466e602404",
            wrapped: "7c5603d755f38f713548965ba4e083167ca7ab44b2092f686cd02af5ee85025a",
            pem: "ad2bc0223c3ec91993a198a620b8f8b6fea609ee4004f026bced6b5b7bb12aaa",
        },
        Vector {
            server: counting_up(),
            own: counting_down(),
            metadata: "",
            length: "0122",
            bytes: 546,
            tag: "7b5d123986628790ccf29d272458b44eccd4a0db23ba1f478e0beea3c1e498c1",
            wrapped: "a4a56673c2c80360882fadff5c2f85851149a1fc5739306260f7f58917f951c9",
            pem: "40e480870090408f43d297170f6c72e60e333cf4072cbe990a8ce1cb25d57a43",
        },
    ]
}

fn made(vector: &Vector) -> (ServerKey, ClientKey) {
    let server = ServerKey(Zeroizing::new(vector.server));
    let client = server.wrap(Zeroizing::new(vector.own), of_hex(vector.metadata)).unwrap();
    (server, client)
}

#[test]
fn known_keys_are_wrapped_as_openvpn_does() {
    for vector in vectors() {
        let (server, client) = made(&vector);
        let pem = client.to_pem().unwrap();
        assert_eq!(client.own.len() + client.wrapped.len(), vector.bytes);
        assert_eq!(hex(&client.wrapped[..32]), vector.tag);
        assert_eq!(hex(&client.wrapped[client.wrapped.len() - 2..]), vector.length);
        assert_eq!(hex(&Sha256::digest(&client.wrapped)), vector.wrapped);
        assert_eq!(hex(&Sha256::digest(pem.expose())), vector.pem);
        let opened = server.open(&pem).unwrap();
        assert_eq!(opened.metadata(), of_hex(vector.metadata));
        assert_eq!(*opened.own, vector.own);
    }
}

#[test]
fn a_key_names_its_holder_to_the_server_alone() {
    let server = ServerKey::generate().unwrap();
    let serial = Serial::of_random([0x5a; 15]);
    let client = server.issue("aigerim@romashka.example", serial).unwrap();
    let pem = client.to_pem().unwrap();
    let opened = server.open(&pem).unwrap();
    assert_eq!(opened.holder(), Some(("aigerim@romashka.example", serial)));
    let foreign = Err(Fault::TlsCrypt { why: TlsCryptFault::Foreign });
    assert_eq!(ServerKey::generate().unwrap().open(&pem).map(|_| ()), foreign);
    let (server, client) = made(&vectors()[1]);
    assert_eq!(server.open(&client.to_pem().unwrap()).unwrap().holder(), None);
}

#[test]
fn a_server_key_comes_back_from_its_file() {
    let server = ServerKey::generate().unwrap();
    let pem = server.to_pem().unwrap();
    assert_eq!(*ServerKey::read(&pem).unwrap().0, *server.0);
    assert_ne!(*ServerKey::generate().unwrap().0, *server.0);
    let lines: Vec<&str> = pem.expose_text().unwrap().lines().collect();
    assert_eq!(lines[0], "-----BEGIN OpenVPN tls-crypt-v2 server key-----");
    assert_eq!(lines.len(), 5);
    let short = keys::write(SERVER_KEY, &[1; 64]).unwrap();
    let length = Fault::TlsCrypt { why: TlsCryptFault::Length };
    assert_eq!(ServerKey::read(&short).map(|_| ()), Err(length));
    let client = server.issue("a", Serial::of_random([1; 15])).unwrap();
    assert!(ServerKey::read(&client.to_pem().unwrap()).is_err());
}

#[test]
fn metadata_has_a_limit() {
    let server = ServerKey(Zeroizing::new([7; SERVER_BYTES]));
    let own = || Zeroizing::new([1; 256]);
    let longest = server.wrap(own(), vec![0; 734]).unwrap();
    assert_eq!(longest.wrapped.len(), 1024);
    assert!(server.open(&longest.to_pem().unwrap()).is_ok());
    let fault = Fault::TlsCrypt { why: TlsCryptFault::Metadata { bytes: 735 } };
    assert_eq!(server.wrap(own(), vec![0; 735]).map(|_| ()), Err(fault));
    // The longest name of a user fits many times.
    assert!(server.issue(&"x".repeat(64), Serial::of_random([1; 15])).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_was_wrapped_is_opened(
        slots in any::<[[u8; 32]; 4]>(),
        own in any::<u8>(),
        metadata in proptest::collection::vec(any::<u8>(), 0..=734),
    ) {
        let key: [u8; SERVER_BYTES] = slots.concat().try_into().unwrap();
        let server = ServerKey(Zeroizing::new(key));
        let client = server.wrap(Zeroizing::new([own; 256]), metadata.clone()).unwrap();
        let opened = server.open(&client.to_pem().unwrap()).unwrap();
        prop_assert_eq!(opened.metadata(), metadata);
        prop_assert_eq!(&*opened.own, &[own; 256]);
    }

    #[test]
    fn no_changed_bit_goes_unseen(at in 0_usize..554, bit in 0_u32..8) {
        let (server, client) = made(&vectors()[0]);
        let mut all = [client.own.as_slice(), &client.wrapped].concat();
        all[at] ^= 1 << bit;
        let changed = keys::write(CLIENT_KEY, &all).unwrap();
        prop_assert!(server.open(&changed).is_err());
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 1..1_400)) {
        let server = ServerKey(Zeroizing::new([7; SERVER_BYTES]));
        let _ = server.open(&keys::write(CLIENT_KEY, &bytes).unwrap());
        let _ = server.open(&Secret::new(bytes));
    }
}
