"""b.6: a reply that asks for no more messages takes effect, in many languages; talk about stopping things does not."""

import pytest

from letstalk.outbox.opt_out import says_stop

NAMES = ("Amina Okafor", "Rosa Marin")

ASKS = [
    "STOP",
    "stop.",
    "Please stop",
    "Stop please, Rosa",
    "STOP STOP STOP!",
    "Unsubscribe",
    "STOP\n\nSent from my iPhone",
    "Hi Rosa,\n\nplease take me off your list.\n\nThanks\nAmina",
    "Sorry, no more texts please",
    "Stop texting me!",
    "Stop sending me these emails",
    "don’t text me anymore",
    "I don't want any more messages from you",
    "I'd like to unsubscribe",
    "Remove me from your mailing list",
    "Leave me alone.",
    "Baja",
    "No me escriban más, por favor",
    "Quiero darme de baja de su lista",
    "ARRÊT",
    "Arret svp",
    "Ne m'écrivez plus",
    "Désinscrivez-moi de cette liste",
    "Abmelden",
    "Bitte keine Nachrichten mehr",
    "Schreiben Sie mir bitte nicht mehr",
    "Não me mande mais mensagens",
    "Basta messaggi",
    "Geen berichten meer",
    "Wypisz mnie z listy",
    "Durdur",
    "Bana bir daha mesaj atmayın",
    "Отписаться",
    "Не пишите мне больше",
    "Відпишіть мене",
    "توقف",
    "إلغاء الاشتراك",
    "बंद करें",
    "退订",
    "别再给我发短信了",
    "配信停止",
    "수신거부",
    "Dừng",
    "Pa ekri m ankò",
]

DOES_NOT = [
    "We have got to STOP this bill",
    "STOP\nTHE BILL",
    "Stop evictions!",
    "Please stop the bus cuts",
    "Stop by any time",
    "I'll be at the bus stop",
    "I can't stop thinking about what you said",
    "Who would stop us?",
    "stop it, you are making me blush",
    "Let's not stop here",
    "Don't call me, I'm at work",
    "Stop texting me. Email is better",
    "No",
    "Cancel",
    "Thanks!",
    "Baja la renta ya",
    "Basta con los desalojos",
    "Arrêtez le projet de loi",
    "Wir müssen dieses Gesetz stoppen",
    "Надо остановить этот закон",
    "我们要停止这个法案",
    "I do not want the rent to rise",
    "Ruth will not unsubscribe us",
    "",
]


@pytest.mark.parametrize("words", ASKS)
@pytest.mark.parametrize("channel", ["email", "text"])
def test_these_words_ask_for_no_more_messages(words, channel):
    assert says_stop(words, channel=channel, names=NAMES)


@pytest.mark.parametrize("words", DOES_NOT)
def test_these_words_do_not(words):
    assert not says_stop(words, channel="email", names=NAMES)


def test_what_carriers_stop_a_number_for_counts_in_a_text_and_not_in_a_mail():
    assert says_stop("END", channel="text")
    assert not says_stop("END", channel="email")


def test_a_flood_of_words_is_read_no_further_than_its_beginning():
    assert not says_stop("a" * 1_000_000 + "\nstop", channel="text")
