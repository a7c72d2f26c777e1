/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "keys/leaflet_words.h"

#include <string.h>
#include <strings.h>

#include "common/error.h"

static const char *const leaflet_en[LEAFLET_WORDS_COUNT] = {
	[LEAFLET_INVITES] = "Tell us what happened. In private.",
	[LEAFLET_UNTIL] = "You can tell us until",
	[LEAFLET_CONTACT] = "How to reach us:",
	[LEAFLET_BEGIN] = "How to begin",
	[LEAFLET_LINK] = "Point your phone’s camera at the square, or type this address into your "
	    "browser. Type all of it, also what follows the #.",
	[LEAFLET_LINK_ONION] = "You need Tor Browser, which is free. Open this address in it. Type all "
	    "of it, also what follows the #. The square holds the same.",
	[LEAFLET_LINK_TRIAL] = "This leaflet is for trying out only. Give it to nobody: its address "
	    "works on one machine alone.",
	[LEAFLET_SQUARE] = "Square code (QR code) for a phone’s camera. It holds the address that is "
	    "printed beside it:",
	[LEAFLET_CHECK] = "Is it really us? Check the six words",
	[LEAFLET_CHECK_HOW] = "Let somebody you trust read our six words to you, by phone or at a "
	    "meeting. They must be these, and the same wherever else you are shown them:",
	[LEAFLET_CHECK_DIFFERENT] = "If even one word is different, stop. Send nothing, and tell "
	    "the person who read them to you.",
	[LEAFLET_COMMAND] = "Without the web page, and safer: on a computer that has the program "
	    "“testimony”, type this, with the quotes:",
	[LEAFLET_COMMAND_ONION] = "Without the web page, and safer: on a computer that has Tor and the "
	    "program “testimony”, type this, with the quotes:",
	[LEAFLET_ONION] = "So that your internet company does not see that you visit us, type this "
	    "into Tor Browser instead:",
	[LEAFLET_AFTER] = "What happens to what you tell",
	[LEAFLET_WHO] = "Who can read it:",
	[LEAFLET_WHO_TEXT] = "only the coordinators of this campaign. What you write is locked on your "
	    "own phone or computer before it is sent.",
	[LEAFLET_WHO_NOT] = "Who cannot:",
	[LEAFLET_WHO_NOT_TEXT] = "the server. It has no key, and does not note who you are. So nobody can "
	    "read it there: not the council, not a school, not a thief. But a thief could show you "
	    "a false web page. The program “testimony” does not have this risk.",
	[LEAFLET_NEVER] = "Never write:",
	[LEAFLET_NEVER_TEXT] = "names, addresses, schools, exact dates, sums of money, reference "
	    "numbers. One of them can be enough to show who you are.",
	[LEAFLET_NINE] = "Your nine words:",
	[LEAFLET_NINE_TEXT] = "you get them at the end. Write them on paper, and keep them where "
	    "only you look. With them you come back, to read our answer or to add something. Nobody "
	    "can give them to you again.",
	[LEAFLET_BACK] = "Take it back:",
	[LEAFLET_BACK_TEXT] = "with your nine words you can take back all that you told us, at any "
	    "time. What was passed on by then cannot be called back.",
	[LEAFLET_DANGER] = "What we may have to pass on:",
	[LEAFLET_DANGER_TEXT] = "if you tell us that a child is in danger, and we can tell who, we may "
	    "have to pass it on.",
	[LEAFLET_FIRST_PAGE] = "Please read this page before the first question:",
	[LEAFLET_HELP] = "If you need help",
	[LEAFLET_HELP_MORE] = "You find more places that help after the questions.",
	[LEAFLET_MONTHS] = "January February March April May June July August September October "
	    "November December",
};

static const char *const leaflet_pl[LEAFLET_WORDS_COUNT] = {
	[LEAFLET_INVITES] = "Prosimy opowiedzieć nam, co się stało. Poufnie.",
	[LEAFLET_UNTIL] = "Czekamy do",
	[LEAFLET_CONTACT] = "Kontakt z nami:",
	[LEAFLET_BEGIN] = "Jak zacząć",
	[LEAFLET_LINK] = "Prosimy skierować aparat telefonu na kwadratowy kod albo wpisać ten adres w "
	    "przeglądarce. Trzeba wpisać cały, także to, co jest po znaku #.",
	[LEAFLET_LINK_ONION] = "Potrzebna jest bezpłatna przeglądarka Tor Browser. Prosimy otworzyć w "
	    "niej ten adres. Trzeba wpisać cały, także to, co jest po znaku #. Kwadratowy kod zawiera "
	    "to samo.",
	[LEAFLET_LINK_TRIAL] = "Ta ulotka służy tylko do prób. Prosimy nikomu jej nie dawać: adres "
	    "działa tylko na jednym komputerze.",
	[LEAFLET_SQUARE] = "Kwadratowy kod (kod QR) dla aparatu telefonu. Zawiera adres, który jest "
	    "wydrukowany obok:",
	[LEAFLET_CHECK] = "Czy to naprawdę my? Prosimy sprawdzić sześć słów",
	[LEAFLET_CHECK_HOW] = "Prosimy, aby zaufana osoba przeczytała Państwu nasze sześć słów przez "
	    "telefon lub na spotkaniu. Muszą to być te słowa, takie same wszędzie, gdzie Państwo je "
	    "zobaczą:",
	[LEAFLET_CHECK_DIFFERENT] = "Jeśli choć jedno słowo jest inne, prosimy przerwać, niczego nie "
	    "wysyłać i powiedzieć o tym osobie, która je przeczytała.",
	[LEAFLET_COMMAND] = "Bez strony internetowej, bezpieczniej: na komputerze z programem "
	    "„testimony” prosimy wpisać, razem z apostrofami:",
	[LEAFLET_COMMAND_ONION] = "Bez strony internetowej, bezpieczniej: na komputerze z Torem i "
	    "programem „testimony” prosimy wpisać, razem z apostrofami:",
	[LEAFLET_ONION] = "Aby dostawca internetu nie widział, że Państwo nas odwiedzają, prosimy "
	    "zamiast tego wpisać w przeglądarce Tor Browser:",
	[LEAFLET_AFTER] = "Co się dzieje z tym, co Państwo opowiedzą",
	[LEAFLET_WHO] = "Kto może to przeczytać:",
	[LEAFLET_WHO_TEXT] = "tylko koordynatorzy tej kampanii. Tekst jest szyfrowany na Państwa "
	    "telefonie lub komputerze, zanim zostanie wysłany.",
	[LEAFLET_WHO_NOT] = "Kto nie może:",
	[LEAFLET_WHO_NOT_TEXT] = "serwer. Nie ma klucza i nie zapisuje, kim Państwo są. Dlatego nikt nie "
	    "może tam niczego przeczytać: ani rada hrabstwa, ani szkoła, ani włamywacz. Włamywacz "
	    "mógłby jednak podmienić stronę internetową. Program „testimony” jest wolny od tego ryzyka.",
	[LEAFLET_NEVER] = "Czego nigdy nie pisać:",
	[LEAFLET_NEVER_TEXT] = "imion, nazwisk, adresów, nazw szkół, dokładnych dat, kwot ani numerów "
	    "spraw. Już jedna taka rzecz może zdradzić, kim Państwo są.",
	[LEAFLET_NINE] = "Dziewięć słów:",
	[LEAFLET_NINE_TEXT] = "otrzymają je Państwo na końcu. Prosimy zapisać je na papierze i "
	    "trzymać tam, gdzie nikt inny nie zagląda. Z nimi można wrócić, aby przeczytać naszą "
	    "odpowiedź lub coś dodać. Nikt nie może podać ich ponownie.",
	[LEAFLET_BACK] = "Wycofanie:",
	[LEAFLET_BACK_TEXT] = "z dziewięcioma słowami można w każdej chwili wycofać wszystko, co Państwo "
	    "nam opowiedzieli. Tego, co do tej pory przekazano dalej, nie da się cofnąć.",
	[LEAFLET_DANGER] = "Co być może będziemy musieli przekazać:",
	[LEAFLET_DANGER_TEXT] = "jeśli napiszą nam Państwo, że dziecku grozi niebezpieczeństwo, i "
	    "będziemy mogli ustalić, o kogo chodzi, być może będziemy musieli przekazać to dalej.",
	[LEAFLET_FIRST_PAGE] = "Prosimy przeczytać tę stronę przed pierwszym pytaniem:",
	[LEAFLET_HELP] = "Jeśli potrzebna jest pomoc",
	[LEAFLET_HELP_MORE] = "Więcej miejsc, w których można znaleźć pomoc, podajemy po pytaniach.",
	[LEAFLET_MONTHS] = "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września "
	    "października listopada grudnia",
};

static const struct {
	const char *language;
	const char *const *texts;
} catalogues[] = {
	{ "en", leaflet_en },
	{ "pl", leaflet_pl },
};

static size_t
leaflet_catalogue(const char *language)
{
	size_t length = strcspn(language, "-");

	for (size_t i = 0; i < sizeof catalogues / sizeof *catalogues; i++)
		if (strlen(catalogues[i].language) == length &&
		    strncasecmp(catalogues[i].language, language, length) == 0)
			return i;
	return 0;
}

const char *
leaflet_words_language(const char *language)
{
	return catalogues[leaflet_catalogue(language)].language;
}

const char *
leaflet_words(const char *language, enum leaflet_words id)
{
	if (id >= LEAFLET_WORDS_COUNT)
		error_bug("the leaflet has no such sentence");
	return catalogues[leaflet_catalogue(language)].texts[id];
}
