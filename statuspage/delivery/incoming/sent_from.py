"""The line by which a program names itself under what was written: "Sent from my iPhone", in many languages."""

import re

from statuspage.delivery.incoming.languages import phrases

_LONGEST = 80  # characters
_LONGEST_OF_PROGRAM = 200
_BEGINS = tuple(
    phrases("""
en: sent from | sent via | sent with | sent using | sent by | get outlook for | secured with
de: gesendet von | gesendet mit | gesendet über | versendet mit | diese nachricht wurde
fr: envoyé de | envoyé depuis | envoyé à partir | envoyé avec | envoyé par | envoyé via | provenance
fr: télécharger outlook | téléchargez outlook | obtenir outlook | obtenez outlook
es: enviado desde | enviado con | obtener outlook | obtenga outlook | descargar outlook
pt: enviado do | enviado da | enviado de | enviado com | enviado a partir | enviado através | enviado pelo
pt: obter o outlook | obtenha o outlook | baixe o outlook
it: inviato da | inviato dal | inviato con | inviato tramite | ottieni outlook | scarica outlook
nl: verstuurd vanaf | verstuurd met | verstuurd via | verzonden vanaf | verzonden met | verzonden via | verzonden vanuit
nl: download outlook
pl: wysłane z | wysłano z | wysłana z | wysłane przez | wysłano przez | wysłane za | wysłano za
pl: pobierz aplikację outlook | pobierz outlook
sv: skickat från | skickades från | skickat med | skickat via | hämta outlook
da: sendt fra | sendt med | sendt via | hent outlook | få outlook
no: sendt fra | skaff deg outlook | last ned outlook
ru: отправлено с | отправлено из | отправлено через | скачать outlook | получить outlook | загрузить outlook
uk: надіслано з | надіслано із | відправлено з | відправлено із | отримати outlook | завантажити outlook
cs: odesláno z | odesláno ze | odesláno pomocí | odesláno přes | získejte outlook | získat outlook | stáhnout outlook
sk: odoslané z | získajte outlook
fi: lähetetty | hanki outlook
hu: küldve | elküldve
el: στάλθηκε από | εστάλη από
ro: trimis de | trimis din | trimis cu
hr: poslano s | poslano sa | poslano iz
bg: изпратено от
ar: أُرسلت من | أرسلت من | أُرسل من | أرسل من | تم الإرسال | مرسل من | الحصول على outlook | احصل على outlook
he: נשלח מ | קבל את outlook | הורד את outlook
zh: 发自 | 發自 | 发送自 | 来自 | 获取 outlook | 取得 outlook | 下载 outlook
vi: được gửi từ | gửi từ
id: dikirim dari
""")
)
# Where the verb comes last, what comes first has to fit as well.
_WHOLE = re.compile(
    r"von meine[mr] .+ (?:gesendet|versendet|verschickt)|outlook f.r .+ (?:beziehen|holen|herunterladen)|"
    r"outlook voor .+ downloaden|\S+ ?.{0,30}gönderil(?:di|miştir)|.+ outlook.* edinin|.+ outlook.* beszerzése|"
    r".{1,30}(?:から|で|を使用して)送信(?:されました)?|outlook .+を(?:入手|取得|ダウンロード)|"
    r".{1,30}에서 보(?:냄|냈습니다)|.*outlook .*(?:다운로드|받기)|[从從由]我?的?.{1,30}(?:发送|發送|傳送)"
)
# What such a line names. Plain "mail" is none of them: people write it.
_DEVICES = re.compile(
    r"iphon|ipad|ipod|\bios\b|android|samsung|galaxy|outlook|yahoo|proton|\bk-?9\b|blackberry|xiaomi|redmi|\bpoco\b|"
    r"huawei|\bhonor\b|\boppo\b|oneplus|\bhtc\b|\blg\b|motorola|nokia|\bpixel\b|xperia|windows|smartphone|\bphone\b|\b5g\b|\bdevice\b|"
    r"\bhandy\b|telefon|téléphone|teléfono|telefone|móvil|\bmobil|cellulare|komórk|tablet|gmail|\bgmx\b|web\.de|t-online|"
    r"freenet|\baol\b|\bspark\b|bluemail|\btuta|fastmail|\bzoho\b|thunderbird|mailspring|airmail|\bedison\b|superhuman|"
    r"mymail|mail\.ru|yandex|яндекс|ukr\.net|naver|\bqq|网易|手机|手機|電話|携帯|스마트폰|휴대|телефон|мобильн|мобільн|"
    r"apple mail|(?:e-?mail|courrier|correo|posta|poczta|почта) (?:für|for|pour|para|per|voor|dla|для)|"
    r"\bmail (?:für|for|pour|para|per|voor|dla|для)|جوال|هاتف|טלפון|נייד"
)
# Whatever their language, a line with one of these and a word for sending is theirs.
_PROGRAMS = re.compile(r"\bk-9 mail\b|\bproton ?mail\b|\btuta(?:nota)?\b")
_SENDING = re.compile(
    r"\b(?:sent|gesendet|envoy|enviad|inviat|verzonden|verstuurd|wysłan|skicka|sendt|odesl|secured)|gönder|отправ|надісл|"
    r"رسل|נשלח|发送|發送|送信|보냄"
)
# A line with one of these is no person's, wherever it says what it says: addresses of Outlook's and of virus scanners'.
_NOBODYS = re.compile(r"aka\.ms/|\b(?:avast|avg)\.com\b|yahoo mail: search, organi[sz]e")


def is_sent_from(seen: str) -> bool:
    """Whether a program or a device names itself here, and a person says nothing."""
    text = seen.strip("-–—_*· ").lower()
    if not text or len(text) > _LONGEST_OF_PROGRAM:
        return False
    if _NOBODYS.search(text) or (_PROGRAMS.search(text) and _SENDING.search(text)):
        return True
    if len(text) > _LONGEST or not _DEVICES.search(text):
        return False
    return text.startswith(_BEGINS) or _WHOLE.fullmatch(text.rstrip(".。")) is not None
