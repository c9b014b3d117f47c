"""Whether somebody's own words ask for no more messages, in many languages; on doubt they do not (b.6).

A word such as STOP counts when it is all they wrote: "We have got to STOP this bill" is talk. A sentence such as
"please stop texting me" counts anywhere, unless they name another way that suits them better. No tables.
"""

import re
import unicodedata
from collections.abc import Iterable

from letstalk.outbox.words import Channel

LONGEST_READ = 4000
APOSTROPHES = re.compile("['’‘ʼ`´]")
SENTENCE_ENDS = re.compile(r"[.!?;:…\n\r。！？；،؟।]+")
NOT_A_LETTER = re.compile(r"[\W_]+")

# What asks for no more when it stands alone.
WORDS = """
    stop, stopall, stop all, unsubscribe, optout, opt out, remove, remove me
    alto, baja, parar, pare, desuscribir, desuscribirme, cancelar suscripción
    arrêt, arrêter, arrêtez, désinscription, désinscrire, se désinscrire, désabonner, désabonnement
    stopp, abmelden, abmeldung, abbestellen, austragen
    parem, sair, cancelar inscrição, cancelar subscrição, descadastrar
    basta, cancellami, disiscrivimi, disiscrivi, disiscrizione
    stoppen, afmelden, uitschrijven
    wypisz, rezygnuję
    dur, durdur, abonelikten çık
    стоп, отписаться, отписка, відписатися, відписка
    توقف, توقفوا, إيقاف, قف, إلغاء الاشتراك
    הסר, להסרה
    रोकें, रुकें, बंद, बंद करें
    退订, 退訂, 停止, 取消订阅, 取消訂閱, 停
    配信停止, 수신거부, 수신 거부, 그만
    dừng, ngừng, hủy đăng ký
    itigil, tigil
    kanpe, sispann
    jooji
"""
# What carriers stop a number for; in a mail it may well be about the day that was agreed.
WORDS_IN_TEXTS = "end, cancel, quit, revoke"

# Said before and after, and changing nothing.
COURTESIES = """
    please pls plz kindly thanks thank you thx sorry hi hello hey dear ok okay best regards cheers sincerely
    por favor gracias hola perdón saludos s il vous plaît svp sil plaît te merci bonjour salut cordialement désolé
    bitte danke hallo sorry liebe grüße mfg obrigado obrigada olá desculpe per grazie ciao scusa
    alsjeblieft alstublieft bedankt proszę dziękuję lütfen teşekkürler пожалуйста спасибо будь ласка дякую
    من فضلك شكرا कृपया धन्यवाद 请 謝謝 谢谢 tanpri mèsi xin cảm ơn po salamat
"""

# Parts of the sentences below, which several of them share.
PARTS = {
    "<politely>": "(?:can you |could you |would you |will you |just )?",
    "<messages>": "(?:texts?|messages?|emails?|e mails?|mails?)",
    "<more>": "(?: now| again| any ?more| at once| ever| at all| from you)*",
    "<writing>": "(?:texting|messaging|emailing|e mailing|mailing|writing|contacting)(?: to)?",
    "<from the list>": "(?: the| your| this| that| all| mailing| email| phone| text| contact)* (?:lists?|<messages>)",
    "<it>": "(?:me|my number|my email|my address|my name)",
    "<nachrichten>": "(?:nachrichten|mails|e mails|sms)",
    "<mensajes>": "(?:mensajes|correos|textos)",
    "<liste>": "(?: (?:de|von|aus) (?:la|votre|ta|cette|der|ihrer|eurer|deiner|su|esta|tu) list[ae])?",
}
# Whole sentences, folded as what they are compared with; `(?:...)?` is what may be missing.
SENTENCES = """
    <politely>(?:i want you to |i need you to )?(?:stop|quit) <writing>(?: me| us)?<more>
    <politely>(?:stop|quit) sending(?: me| us)?(?: any| these| your| more| such)* ?<messages>?<more>
    (?:do not|dont|never) (?:text|message|email|e mail|mail|write|contact)(?: to)? (?:me|us)<more>
    (?:do not|dont|never) call (?:me|us) (?:again|any ?more|ever again)
    <politely>(?:take|get) <it> off(?: of)?<from the list>?
    <politely>(?:remove|delete|unsubscribe) <it>(?: from<from the list>)?
    (?:i want to |i would like to |id like to |i wish to )?(?:opt out|unsubscribe)(?: me)?(?: from<from the list>)?
    no more <messages>(?: from you| ever| to me)*
    leave me alone
    i (?:do not|dont) want (?:to get |to receive )?(?:any )?(?:more )?(?:of )?(?:these |your )?<messages><more>
    i (?:do not|dont) want to hear from you<more>
    no me (?:escriba[ns]?|contacte[ns]?|mande[ns]?|envíe[ns]?) más(?: <mensajes>)?
    no (?:quiero )?más <mensajes>
    (?:quítenme|quíteme|quítame|bórrenme|bórrame|sáquenme|sácame|elimínenme|elimíname)<liste>
    (?:denme|deme|dame|quiero darme|darme) de baja<liste>
    ya no quiero (?:recibir )?(?:más )?(?:sus |estos |tus )?<mensajes>
    (?:dejen|deje|deja|paren|para|pare) de (?:escribirme|contactarme|(?:mandarme|enviarme) <mensajes>)
    ne m(?:e )?(?:écrivez|écris|contactez|contacte|envoyez|envoie) plus(?: rien| de messages?| de mails?)?
    plus de (?:messages?|mails?|sms)
    (?:désinscrivez|désinscris|retirez|retire|enlevez|enlève|supprimez) moi<liste>
    je ne veux plus (?:recevoir )?(?:de |vos |ces |tes )?(?:messages?|mails?|sms)
    (?:arrêtez|arrête) de m(?:e )?(?:écrire|contacter|envoyer des messages)
    (?:schreib|schreibe|schreiben sie|schreibt) (?:mir|uns) (?:bitte )?(?:nicht mehr|nie wieder|nie mehr)
    (?:kontaktiere|kontaktieren sie|kontaktiert) (?:mich|uns) (?:bitte )?(?:nicht mehr|nie wieder|nie mehr)
    keine (?:weiteren )?<nachrichten>(?: mehr)?
    (?:melden sie mich|meldet mich|melde mich) (?:bitte )?ab
    (?:nehmt|nehmen sie|nimm) mich (?:bitte )?<liste>
    ich (?:möchte|will) (?:bitte )?keine (?:weiteren )?<nachrichten>(?: mehr)?(?: bekommen| erhalten)?
    (?:lass|lasst|lassen sie) mich in ruhe
    não me (?:escrevam?|contatem?|contactem?|mandem?|enviem?) mais(?: mensagens| e mails| emails)?
    (?:pare|parem) de (?:me )?(?:escrever|contatar|mandar mensagens|enviar mensagens)
    (?:me )?(?:tire|tirem|retire|retirem|remova|removam)(?: me)? da (?:sua |vossa )?lista
    não quero mais (?:receber )?(?:as suas |essas )?mensagens
    non (?:mi )?(?:scrivete|scrivetemi|scrivermi|contattate|contattatemi|contattarmi) più
    non (?:mi )?(?:mandate|mandatemi) più(?: messaggi)?
    (?:basta|niente più) (?:messaggi|email|sms)
    (?:cancellatemi|toglietemi|rimuovetemi|cancellami|toglimi) dalla(?: vostra| tua)? lista
    non voglio più (?:ricevere )?(?:i )?(?:vostri |tuoi |questi )?messaggi
    (?:stuur|schrijf) (?:me|mij) (?:niets|niet|geen berichten|geen mails) meer
    geen (?:berichten|mails|sms) meer
    (?:schrijf|haal) (?:me|mij) (?:uit|van de lijst)
    nie pisz(?:cie)? (?:do mnie )?więcej
    (?:wypisz|wypiszcie) mnie(?: z listy)?
    bana (?:bir daha |artık )?mesaj (?:atmayın|atma|göndermeyin|gönderme)
    (?:beni )?listeden çıkar(?:ın)?(?: beni)?
    (?:больше )?не пиши(?:те)?(?: мне)?(?: больше)?
    (?:отпишите|отпиши) меня
    удалите меня из (?:списка|рассылки)
    (?:більше )?не пиш(?:іть|и)(?: мені)?(?: більше)?
    відпишіть мене
    لا تراسلوني(?: بعد الآن)?
    لا ترسلوا لي (?:رسائل|أي رسائل)(?: بعد الآن)?
    توقفوا عن مراسلتي
    मुझे (?:और )?(?:संदेश|मैसेज) (?:मत|न) (?:भेजें|भेजो)
    请?(?:不要|别)再?(?:给我)?发(?:短信|消息|信息|邮件)了?
    请?(?:不要|别)再?联系我了?
    もう(?:送ら|連絡し)ないでください
    (?:문자|메시지) 보내지 마세요|연락하지 마세요
    đừng (?:nhắn tin|liên lạc|gửi tin|viết)(?: cho tôi| với tôi)? nữa
    huwag (?:mo na akong|niyo na akong|ninyo na akong) (?:i ?text|imessage)
    pa (?:ekri|kontakte|voye mesaj ban)? ?m(?:wen)? ankò
"""

# Another way would suit them better: that is for the organizer to read, and not a word against all of them.
OTHERWISE = """
    instead rather prefer better mejor prefiero plutôt préfère lieber stattdessen besser melhor prefiro meglio
    preferisco liever beter wolę лучше краще
"""

DEVICES = re.compile(
    r"(?:sent|get|von|gesendet|envoye|enviado|inviato|verzonden|wyslane|отправлено|надіслано)"
    r"\b.*\b(?:iphone|ipad|phone|android|outlook|mail|galaxy|samsung|handy|telefon\w*|mobile|movil|celular|yahoo)\b.*"
)


def folded(text: str) -> str:
    """Letters alone, in one case and without accents, so that ARRÊT, arret and Arrêt! are the same."""
    return NOT_A_LETTER.sub(" ", _without_accents(APOSTROPHES.sub("", text))).strip()


def _without_accents(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in plain if unicodedata.category(sign) != "Mn").replace("ı", "i")
    return unicodedata.normalize("NFC", plain)


def _listed(text: str) -> frozenset[str]:
    return frozenset(filter(None, (folded(one) for one in re.split(r"[,\n]", text))))


def _sentence_patterns() -> re.Pattern[str]:
    pattern = "|".join(f"(?:{line.strip()})" for line in SENTENCES.strip().splitlines())
    for name in ("<from the list>", *PARTS):
        pattern = pattern.replace(name, PARTS[name])
    # The signs of a pattern have neither case nor accents, so it is folded like what it is compared with.
    return re.compile(_without_accents(pattern))


_WORDS, _WORDS_IN_TEXTS = _listed(WORDS), _listed(WORDS_IN_TEXTS)
_COURTESIES = frozenset(folded(COURTESIES).split())
_OTHERWISE = frozenset(folded(OTHERWISE).split())
_SENTENCES = _sentence_patterns()


def says_stop(words: str, *, channel: str, names: Iterable[str] = ()) -> bool:
    """Whether these words, without what they quote, ask for no more messages.

    names: of the two, who may be greeted or sign. Only the first few thousand signs are read.
    """
    passing = _COURTESIES | {part for name in names for part in folded(name).split()}
    sentences = [sentence for sentence in _sentences(words) if set(sentence.split()) - passing]
    if not sentences or _OTHERWISE.intersection(part for sentence in sentences for part in sentence.split()):
        return False
    alone = _WORDS | _WORDS_IN_TEXTS if channel == Channel.TEXT else _WORDS
    bare = [_without(sentence, passing) for sentence in sentences]
    asks = any(_SENTENCES.fullmatch(sentence) for sentence in [*sentences, *bare])
    return asks or all(_stands_for_stop(sentence, alone) for sentence in bare)


def _sentences(words: str) -> list[str]:
    lines = [line for line in words[:LONGEST_READ].splitlines() if not DEVICES.fullmatch(folded(line))]
    return list(filter(None, (folded(part) for line in lines for part in SENTENCE_ENDS.split(line))))


def _without(sentence: str, passing: Iterable[str]) -> str:
    """The sentence without courtesies at either end; those in the middle belong to it."""
    parts = sentence.split()
    while parts and parts[0] in passing:
        parts.pop(0)
    while parts and parts[-1] in passing:
        parts.pop()
    return " ".join(parts)


def _stands_for_stop(sentence: str, alone: Iterable[str]) -> bool:
    return sentence in alone or all(part in alone for part in sentence.split())
