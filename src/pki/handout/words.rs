//! The sentences of the page, in the customer's language.

use crate::contract::Language;

/// What the page says. `{server}`, `{user}` and `{file}` are put in where they stand.
pub(super) struct Words {
    pub(super) title: &'static str,
    pub(super) guard: &'static str,
    pub(super) save: &'static str,
    pub(super) steps: &'static str,
    pub(super) camera: &'static str,
    pub(super) open: &'static str,
    pub(super) passphrase: &'static str,
    pub(super) one_device: &'static str,
    pub(super) afterwards: &'static str,
    windows: &'static [&'static str],
    macos: &'static [&'static str],
    linux: &'static [&'static str],
    ios: &'static [&'static str],
    android: &'static [&'static str],
}

impl Words {
    pub(super) const fn of(language: Language) -> &'static Self {
        match language {
            Language::Kazakh => &KAZAKH,
            Language::Russian => &RUSSIAN,
            Language::English => &ENGLISH,
        }
    }

    /// What to do on a platform.
    pub(super) fn platform(&self, platform: &str) -> &'static [&'static str] {
        match platform {
            "windows" => self.windows,
            "macos" => self.macos,
            "ios" => self.ios,
            "android" => self.android,
            _ => self.linux,
        }
    }
}

const ENGLISH: Words = Words {
    title: "VPN of {server} for {user}",
    guard: "This page holds a key. Whoever has the page gets into the network as {user}. Do not pass it on, and do not leave it in an e-mail or a messenger.",
    save: "Save the profile {file}",
    steps: "What to do",
    camera: "Instead of saving the file: point the camera of the telephone at this code. OpenVPN Connect 3.3.6 or later fetches the profile by a link that works once.",
    open: "Open in OpenVPN Connect",
    passphrase: "The key is encrypted. When it connects, the program asks for the password of the private key; the password comes to you by another way.",
    one_device: "One profile is for one device: a second device with the same profile ends the connection of the first.",
    afterwards: "When the connection works, delete this page and the saved file.",
    windows: &[
        "Install OpenVPN 2.6 (openvpn.net/community) or OpenVPN Connect (openvpn.net/client).",
        "Save the profile with the button above.",
        "OpenVPN GUI: right-click its icon near the clock, “Import”, “Import file…”, choose {file}. OpenVPN Connect: double-click {file}.",
        "Right-click the icon and choose “Connect”; in OpenVPN Connect switch the profile on.",
    ],
    macos: &[
        "Install OpenVPN Connect (openvpn.net/client) or Tunnelblick (tunnelblick.net).",
        "Save the profile with the button above.",
        "Double-click {file} and confirm the import.",
        "Switch the profile on, and allow macOS to add a VPN configuration.",
    ],
    linux: &[
        "Install openvpn, and with a desktop also network-manager-openvpn.",
        "Save the profile with the button above.",
        "With NetworkManager: nmcli connection import type openvpn file {file}, then switch the connection on. Without it: sudo openvpn --config {file}",
    ],
    ios: &[
        "Install OpenVPN Connect from the App Store.",
        "Save the profile with the button above; it goes to the app “Files”, into “Downloads”.",
        "In “Files” hold your finger on {file}, choose “Share”, then “OpenVPN”.",
        "Choose “Add”, then “Connect”, and allow iOS to add a VPN configuration.",
    ],
    android: &[
        "Install OpenVPN Connect from Google Play.",
        "Save the profile with the button above; it goes into “Downloads”.",
        "In OpenVPN Connect choose “Upload file”, then “Browse”, then {file}.",
        "Choose “OK”, then “Connect”, and allow the VPN connection.",
    ],
};

const RUSSIAN: Words = Words {
    title: "VPN сервера {server} для {user}",
    guard: "На этой странице лежит ключ. У кого есть страница, тот входит в сеть как {user}. Не передавайте её никому и не храните в почте или мессенджере.",
    save: "Сохранить профиль {file}",
    steps: "Что сделать",
    camera: "Вместо сохранения файла: наведите камеру телефона на этот код. OpenVPN Connect 3.3.6 или новее получит профиль по ссылке, которая действует один раз.",
    open: "Открыть в OpenVPN Connect",
    passphrase: "Ключ зашифрован. При подключении программа спросит пароль закрытого ключа; пароль вы получите другим путём.",
    one_device: "Один профиль — для одного устройства: второе устройство с тем же профилем обрывает соединение первого.",
    afterwards: "Когда соединение заработает, удалите эту страницу и сохранённый файл.",
    windows: &[
        "Установите OpenVPN 2.6 (openvpn.net/community) или OpenVPN Connect (openvpn.net/client).",
        "Сохраните профиль кнопкой выше.",
        "OpenVPN GUI: щёлкните правой кнопкой по его значку у часов, «Импорт», «Импорт файла…», выберите {file}. OpenVPN Connect: дважды щёлкните по {file}.",
        "Щёлкните по значку правой кнопкой и выберите «Подключиться»; в OpenVPN Connect включите профиль.",
    ],
    macos: &[
        "Установите OpenVPN Connect (openvpn.net/client) или Tunnelblick (tunnelblick.net).",
        "Сохраните профиль кнопкой выше.",
        "Дважды щёлкните по {file} и подтвердите импорт.",
        "Включите профиль и разрешите macOS добавить конфигурацию VPN.",
    ],
    linux: &[
        "Установите openvpn, а для рабочего стола ещё network-manager-openvpn.",
        "Сохраните профиль кнопкой выше.",
        "С NetworkManager: nmcli connection import type openvpn file {file}, затем включите соединение. Без него: sudo openvpn --config {file}",
    ],
    ios: &[
        "Установите OpenVPN Connect из App Store.",
        "Сохраните профиль кнопкой выше; он попадёт в «Файлы», в «Загрузки».",
        "В «Файлах» удерживайте палец на {file}, выберите «Поделиться», затем «OpenVPN».",
        "Нажмите «Add», затем «Connect» и разрешите iOS добавить конфигурацию VPN.",
    ],
    android: &[
        "Установите OpenVPN Connect из Google Play.",
        "Сохраните профиль кнопкой выше; он попадёт в «Загрузки».",
        "В OpenVPN Connect выберите «Upload file», затем «Browse» и файл {file}.",
        "Нажмите «OK», затем «Connect» и разрешите подключение VPN.",
    ],
};

const KAZAKH: Words = Words {
    title: "{user} үшін {server} серверінің VPN желісі",
    guard: "Бұл бетте кілт бар. Бет кімде болса, сол желіге {user} ретінде кіреді. Оны ешкімге бермеңіз, поштада немесе мессенджерде сақтамаңыз.",
    save: "{file} профилін сақтау",
    steps: "Не істеу керек",
    camera: "Файлды сақтаудың орнына: телефон камерасын осы кодқа бағыттаңыз. OpenVPN Connect 3.3.6 немесе одан жаңасы профильді бір рет қана жұмыс істейтін сілтеме арқылы алады.",
    open: "OpenVPN Connect қолданбасында ашу",
    passphrase: "Кілт шифрланған. Қосылған кезде бағдарлама жабық кілттің құпиясөзін сұрайды; құпиясөзді басқа жолмен аласыз.",
    one_device: "Бір профиль — бір құрылғыға: сол профильмен қосылған екінші құрылғы біріншісінің қосылымын үзеді.",
    afterwards: "Қосылым жұмыс істегенде, осы бетті және сақталған файлды жойыңыз.",
    windows: &[
        "OpenVPN 2.6 (openvpn.net/community) немесе OpenVPN Connect (openvpn.net/client) орнатыңыз.",
        "Жоғарыдағы батырмамен профильді сақтаңыз.",
        "OpenVPN GUI: сағат жанындағы белгішесін тінтуірдің оң жағымен басып, «Import», «Import file…» таңдап, {file} файлын көрсетіңіз. OpenVPN Connect: {file} файлын екі рет басыңыз.",
        "Белгішені тінтуірдің оң жағымен басып, «Connect» таңдаңыз; OpenVPN Connect қолданбасында профильді қосыңыз.",
    ],
    macos: &[
        "OpenVPN Connect (openvpn.net/client) немесе Tunnelblick (tunnelblick.net) орнатыңыз.",
        "Жоғарыдағы батырмамен профильді сақтаңыз.",
        "{file} файлын екі рет басып, импортты растаңыз.",
        "Профильді қосып, macOS жүйесіне VPN конфигурациясын қосуға рұқсат беріңіз.",
    ],
    linux: &[
        "openvpn орнатыңыз, жұмыс үстелі болса network-manager-openvpn да керек.",
        "Жоғарыдағы батырмамен профильді сақтаңыз.",
        "NetworkManager болса: nmcli connection import type openvpn file {file}, содан кейін қосылымды іске қосыңыз. Болмаса: sudo openvpn --config {file}",
    ],
    ios: &[
        "App Store дүкенінен OpenVPN Connect орнатыңыз.",
        "Жоғарыдағы батырмамен профильді сақтаңыз; ол «Файлдар» қолданбасындағы «Жүктеулер» қалтасына түседі.",
        "«Файлдар» ішінде {file} файлын басып тұрып, «Бөлісу», содан кейін «OpenVPN» таңдаңыз.",
        "«Add», содан кейін «Connect» басып, iOS жүйесіне VPN конфигурациясын қосуға рұқсат беріңіз.",
    ],
    android: &[
        "Google Play дүкенінен OpenVPN Connect орнатыңыз.",
        "Жоғарыдағы батырмамен профильді сақтаңыз; ол «Жүктеулер» қалтасына түседі.",
        "OpenVPN Connect ішінде «Upload file», содан кейін «Browse» таңдап, {file} файлын көрсетіңіз.",
        "«OK», содан кейін «Connect» басып, VPN қосылымына рұқсат беріңіз.",
    ],
};
