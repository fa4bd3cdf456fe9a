"""The line by which a program names itself under what was written: "Sent from my iPhone", in many languages."""

import re

from statuspage.delivery.incoming.languages import phrases

_LONGEST = 200  # characters
_BEGINS = tuple(
    phrases("""
en: sent from | sent via | sent with | sent using | sent by | get outlook | secured with
de: gesendet von | gesendet mit | gesendet über | versendet mit | von meinem | von meiner | diese nachricht wurde
fr: envoyé de | envoyé depuis | envoyé à partir | envoyé avec | envoyé par | envoyé via | provenance
fr: télécharger outlook | téléchargez outlook | obtenir outlook | obtenez outlook
es: enviado desde | enviado con | obtener outlook | obtenga outlook | descargar outlook
pt: enviado do | enviado da | enviado de | enviado com | enviado a partir | enviado através | enviado pelo
pt: obter o outlook | obtenha o outlook | baixe o outlook
it: inviato da | inviato dal | inviato con | inviato tramite | ottieni outlook | scarica outlook
nl: verstuurd vanaf | verstuurd met | verstuurd via | verzonden vanaf | verzonden met | verzonden via | verzonden vanuit
nl: download outlook | outlook voor
pl: wysłane z | wysłano z | wysłana z | wysłane przez | wysłano przez | wysłane za | wysłano za | pobierz
sv: skickat från | skickades från | skickat med | skickat via | hämta outlook
da: sendt fra | sendt med | sendt via | hent outlook | få outlook
no: sendt fra | skaff deg outlook | last ned outlook
tr: outlook | bu ileti
ru: отправлено с | отправлено из | отправлено через | скачать outlook | получить outlook | загрузить outlook
uk: надіслано з | надіслано із | відправлено з | відправлено із | отримати outlook | завантажити outlook
cs: odesláno z | odesláno ze | odesláno pomocí | odesláno přes | získejte outlook | získat outlook | stáhnout outlook
sk: odoslané z | získajte outlook
fi: lähetetty | hanki outlook
hu: küldve | elküldve | az outlook
el: στάλθηκε από | εστάλη από
ro: trimis de | trimis din | trimis cu | trimis de pe
hr: poslano s | poslano sa | poslano iz
bg: изпратено от
ar: أُرسلت من | أرسلت من | أُرسل من | أرسل من | تم الإرسال | مرسل من | الحصول على outlook | احصل على outlook
he: נשלח מ | קבל את outlook | הורד את outlook | להורדת outlook
zh: 发自 | 發自 | 发送自 | 来自 | 從我 | 从我 | 获取 | 取得 | 下载
ko: 내 | 나의
vi: được gửi từ | gửi từ
id: dikirim dari
""")
)
_ENDS = tuple(
    phrases("""
de: gesendet | versendet | verschickt | holen | herunterladen
nl: downloaden
tr: gönderildi | gönderilmiştir | edinin
ja: から送信 | から送信されました | を使用して送信 | で送信 | を入手 | を取得 | をダウンロード
ko: 에서 보냄 | 에서 보냈습니다 | 보냄 | 다운로드 | 받기
zh: 发送 | 發送 | 傳送
hu: küldve | beszerzése
fi: lähetetty
""")
)
# What such a line names. Plain "mail" is none of them: people write it.
_DEVICES = re.compile(
    r"iphon|ipad|ipod|\bios\b|android|samsung|galaxy|outlook|yahoo|proton|\bk-?9\b|blackberry|xiaomi|redmi|\bpoco\b|"
    r"huawei|\bhonor\b|\boppo\b|oneplus|\bhtc\b|\blg\b|motorola|nokia|\bpixel\b|xperia|windows|smartphone|\bphone\b|"
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
    if not text or len(text) > _LONGEST:
        return False
    if _NOBODYS.search(text) or (_PROGRAMS.search(text) and _SENDING.search(text)):
        return True
    return _DEVICES.search(text) is not None and (text.startswith(_BEGINS) or text.rstrip(".。").endswith(_ENDS))
