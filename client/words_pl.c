/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "client/words.h"

const char *const words_pl[WORDS_COUNT] = {
	[WORDS_COMMAND_BACK] = "w wstecz",
	[WORDS_COMMAND_SKIP] = "p pomiń pomin",
	[WORDS_COMMAND_MENU] = "m menu",
	[WORDS_COMMAND_SEND] = "wyślij wyslij",
	[WORDS_COMMAND_LOOK] = "zobacz",
	[WORDS_COMMAND_LEAVE] = "koniec",

	[WORDS_LANGUAGE_TITLE] = "Jaki język?",
	[WORDS_REQUIRED] = " *",
	[WORDS_CHOSEN] = " (Państwa odpowiedź)",
	[WORDS_TICKED] = " (zaznaczone)",
	[WORDS_TICKED_NOW] = "Zaznaczono: {options}.",
	[WORDS_TICKED_NONE] = "Nic nie jest zaznaczone.",
	[WORDS_MOST_TICKS] = "Można zaznaczyć najwyżej: {most}.",
	[WORDS_MORE] = "(To nie koniec: prosimy nacisnąć Enter)",
	[WORDS_PROMPT_INFO] = "Enter: dalej. w: wstecz, m: menu",
	[WORDS_PROMPT_ONE] = "Prosimy wpisać numer i nacisnąć Enter. w: wstecz, p: pomiń, m: menu",
	[WORDS_PROMPT_ONE_REQUIRED] = "Prosimy wpisać numer i nacisnąć Enter. w: wstecz, m: menu",
	[WORDS_PROMPT_MANY] = "Prosimy wpisać numery, aby zaznaczyć lub odznaczyć, na przykład 2 5. Sam "
	    "Enter: dalej. w: wstecz, p: pomiń, m: menu",
	[WORDS_PROMPT_MANY_REQUIRED] = "Prosimy wpisać numery, aby zaznaczyć lub odznaczyć, na przykład "
	    "2 5. Sam Enter: dalej. w: wstecz, m: menu",
	[WORDS_PROMPT_CHOICE] = "Prosimy wpisać numer i nacisnąć Enter.",
	[WORDS_PROMPT_TEXT] = "Gotowe: Ctrl-D (przytrzymać Ctrl, nacisnąć D). Menu (wstecz, pomiń): "
	    "Ctrl-C.",
	[WORDS_PROMPT_TEXT_PLAIN] = "Prosimy pisać, dowolnie wiele wierszy. Na koniec prosimy nacisnąć "
	    "Ctrl-D. Ctrl-C: menu (wstecz, pomiń, zapisz).",
	[WORDS_PROMPT_TO_TEXT] = "Prosimy nacisnąć Enter, a potem pisać.",
	[WORDS_ROOM] = "Pozostało znaków: {left}.",
	[WORDS_OVER] = "Za długie: prosimy skrócić, liczba znaków: {over}.",
	[WORDS_WRITTEN_SO_FAR] = "Dotychczasowy tekst:",

	[WORDS_NO_SUCH_NUMBER] = "Nie ma tu numeru {typed}: prosimy wpisać numer od 1 do {most}.",
	[WORDS_NOT_A_NUMBER] = "„{typed}” jest niezrozumiałe: prosimy wpisać numer.",
	[WORDS_ONE_NUMBER] = "Prosimy wybrać tylko jeden numer.",
	[WORDS_NOTHING_TO_CHOOSE] = "Na tej stronie nie ma nic do wyboru.",
	[WORDS_TOO_MANY_TICKS] = "Można zaznaczyć tylko {most}: prosimy najpierw coś odznaczyć.",
	[WORDS_ANSWER_NEEDED] = "Na to pytanie potrzebujemy odpowiedzi.",
	[WORDS_USES_NEEDED] = "Prosimy zaznaczyć co najmniej jedno: bez tego nie wolno nam nic zrobić z "
	    "tym, co Państwo opowiedzą.",
	[WORDS_TOO_LONG] = "To jest za długie: prosimy skrócić, liczba znaków: {over}. Nic nie zginęło.",
	[WORDS_TOO_LONG_TOGETHER] = "Wszystkie teksty razem są za długie: prosimy skrócić, tutaj lub gdzie "
	    "indziej, liczba znaków: około {over}. Nic nie zginęło.",
	[WORDS_FULL] = "Więcej się tu nie zmieści. Tego, co właśnie wpisano lub wklejono, nie przyjęto.",
	[WORDS_FIRST_PAGE] = "To jest pierwsza strona.",

	[WORDS_HIDE_TITLE] = "Nazwy do ukrycia",
	[WORDS_HIDE_HINT] = "Jakich imion, nazwisk i nazw nie może zobaczyć nikt inny? Imiona, nazwiska, "
	    "przezwiska, szkoły i miejscowości, każda nazwa w osobnym wierszu. Koordynatorzy usuną je "
	    "wszędzie w Państwa tekście. Ta lista jest szyfrowana razem z resztą.",
	[WORDS_HIDE_TOO_MANY] = "Nazw może być najwyżej {most}.",
	[WORDS_HIDE_TOO_LONG] = "Nazwa może mieć najwyżej znaków: {most}.",
	[WORDS_USES_TITLE] = "Jak możemy wykorzystać to, co nam Państwo opowiedzą?",
	[WORDS_USES_HINT] = "Prosimy zaznaczyć wszystko, na co Państwo pozwalają; niczego nie zaznaczamy "
	    "za Państwa. Prosimy zaznaczyć co najmniej jedno.",
	[WORDS_USES_DATES] = "Aby najpierw zobaczyć swój tekst, prosimy wrócić między {from} a {until}.",

	[WORDS_LOOK_TITLE] = "To może zdradzić, kim Państwo są ({number} z {count})",
	[WORDS_LOOK_NAME] = "„{surface}” wygląda jak imię, nazwisko lub nazwa. Rozpoznają to znajomi i "
	    "rada hrabstwa.",
	[WORDS_LOOK_SCHOOL] = "„{surface}” wygląda jak nazwa szkoły. Razem z kilkoma innymi faktami może "
	    "wskazać jedno dziecko.",
	[WORDS_LOOK_DATE] = "„{surface}” to dokładny dzień. Akta rady hrabstwa są ułożone według dat: "
	    "jeden dzień może wskazać jedno dziecko.",
	[WORDS_LOOK_POSTCODE] = "„{surface}” wygląda jak kod pocztowy. Jeden kod to tylko kilka domów.",
	[WORDS_LOOK_PHONE] = "„{surface}” wygląda jak numer telefonu.",
	[WORDS_LOOK_EMAIL] = "„{surface}” wygląda jak adres e-mail, nazwa konta lub strona internetowa.",
	[WORDS_LOOK_NHS_NUMBER] = "„{surface}” wygląda jak numer publicznej służby zdrowia (National "
	    "Health Service, NHS), który ma tylko jedna osoba.",
	[WORDS_LOOK_UPN] = "„{surface}” wygląda jak numer ucznia (unique pupil number), który ma tylko "
	    "jedno dziecko.",
	[WORDS_LOOK_REFERENCE] = "„{surface}” wygląda jak numer sprawy. Kto ma akta, może go odszukać.",
	[WORDS_LOOK_MONEY] = "„{surface}” to dokładna kwota. Rozpozna ją ten, kto ją zapłacił lub dostał.",
	[WORDS_LOOK_WHERE] = "W odpowiedzi na „{title}”:",
	[WORDS_LOOK_TIMES] = "Ile razy jest w Państwa tekstach: {count}.",
	[WORDS_LOOK_REPLACE] = "Napisać zamiast tego „{words}”",
	[WORDS_LOOK_LEAVE] = "Zostawić tak, jak jest",
	[WORDS_LOOK_HIDE] = "Zostawić i dopisać do listy nazw, które koordynatorzy muszą usunąć",
	[WORDS_LOOK_CHANGE] = "Zmienię to samodzielnie",
	[WORDS_LOOK_LEAVE_ALL] = "Zostawić wszystkie tak, jak są",
	[WORDS_VAGUE_CHILD] = "moje dziecko",
	[WORDS_VAGUE_STAFF] = "osoba z personelu",
	[WORDS_VAGUE_PLACE] = "miejsce w naszej okolicy",
	[WORDS_VAGUE_SCHOOL] = "szkoła",
	[WORDS_VAGUE_MONTH_YEAR] = "pewnego dnia ({month} {year})",
	[WORDS_VAGUE_YEAR] = "pewnego dnia w roku {year}",
	[WORDS_VAGUE_MONTH] = "pewnego dnia ({month})",
	[WORDS_VAGUE_DAY] = "pewnego dnia",
	[WORDS_VAGUE_AREA] = "nasza okolica",
	[WORDS_VAGUE_PHONE] = "(numer telefonu)",
	[WORDS_VAGUE_EMAIL] = "(adres)",
	[WORDS_VAGUE_NUMBER] = "(numer)",
	[WORDS_VAGUE_UNDER_1000] = "mniej niż 1000 funtów",
	[WORDS_VAGUE_1000_TO_5000] = "od 1000 do 5000 funtów",
	[WORDS_VAGUE_5000_TO_20000] = "od 5000 do 20 000 funtów",
	[WORDS_VAGUE_OVER_20000] = "ponad 20 000 funtów",
	[WORDS_VAGUE_MONEY] = "pewna kwota",
	[WORDS_MONTHS] = "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik "
	    "listopad grudzień",

	[WORDS_CHECK_TITLE] = "Prosimy sprawdzić odpowiedzi",
	[WORDS_CHECK_HINT] = "Nic jeszcze nie wysłano. Aby zmienić odpowiedź, prosimy wpisać jej numer.",
	[WORDS_CHECK_LOOKS] = "Miejsca, które mogą zdradzić, kim Państwo są: {count}. Aby zobaczyć je "
	    "jeszcze raz, prosimy wpisać: zobacz",
	[WORDS_CHECK_EMPTY] = "(bez odpowiedzi)",
	[WORDS_LINK] = "Sześć słów z linku: {words}. Prosimy poprosić zaufaną osobę z grupy, aby "
	    "przeczytała swoje. Jeśli są inne, prosimy przerwać: link jest fałszywy.",
	[WORDS_CHECK_TO] = "Odbiorca: {campaign} ({origin})",
	[WORDS_CHECK_CLOSED] = "Ta kampania przestała zbierać wypowiedzi dnia {day}. To, co Państwo teraz "
	    "opowiedzą, może nie zostać już wykorzystane.",
	[WORDS_PROMPT_CHECK] = "Aby wysłać, prosimy wpisać: wyślij. Aby zmienić odpowiedź, jej numer. "
	    "w: wstecz, m: menu",
	[WORDS_SAY_SEND] = "Aby wysłać, prosimy wpisać słowo {command} i nacisnąć Enter.",

	[WORDS_MENU_TITLE] = "Co chcą Państwo zrobić?",
	[WORDS_MENU_HINT] = "Nic nie zostało wysłane. Aby wyjść natychmiast, prosimy jeszcze raz nacisnąć "
	    "Ctrl-C: wtedy nic nie zostaje.",
	[WORDS_MENU_GO_ON] = "Dalej",
	[WORDS_MENU_BACK] = "Wrócić do poprzedniej strony",
	[WORDS_MENU_SKIP] = "Pominąć to pytanie i usunąć moją odpowiedź",
	[WORDS_MENU_EDITOR] = "Napisać ten tekst w innym programie (w edytorze)",
	[WORDS_MENU_LANGUAGE] = "Zmienić język",
	[WORDS_MENU_HELP] = "Zobaczyć, kto może pomóc (numery telefonów)",
	[WORDS_MENU_SAVE] = "Zapisać w zaszyfrowanym pliku, aby dokończyć później",
	[WORDS_MENU_DELETE] = "Usunąć teraz zaszyfrowany plik: {path}",
	[WORDS_MENU_STOP] = "Zakończyć. Nic nie zostanie wysłane ani zachowane",
	[WORDS_HELP_TITLE] = "Kto może pomóc",
	[WORDS_PROMPT_ENTER] = "Enter: powrót.",

	[WORDS_EDITOR_TITLE] = "Czy pisać w innym programie?",
	[WORDS_EDITOR_HINT] = "Inny program może pisać tylko do pliku. Dopóki jest otwarty, Państwa słowa "
	    "są w tym pliku niezaszyfrowane. Potem plik zostanie usunięty, ale tamten program może "
	    "zachować własne kopie. Tutaj, w tym oknie, nic nigdy nie jest zapisywane do pliku.",
	[WORDS_EDITOR_YES] = "Otworzyć inny program",
	[WORDS_EDITOR_NO] = "Pisać dalej tutaj",
	[WORDS_EDITOR_TAKEN] = "Tekst został przejęty, a plik usunięty.",
	[WORDS_EDITOR_FAILED] = "Niczego nie przejęto: {why}.",

	[WORDS_DRAFT_TITLE] = "Zapisać, aby dokończyć później",
	[WORDS_DRAFT_HINT] = "Odpowiedzi zostaną zaszyfrowane hasłem i zapisane w jednym pliku. Prosimy "
	    "wpisać nazwę pliku. Każdy, kto korzysta z tego komputera, zobaczy, że plik istnieje, ale nie "
	    "to, co w nim jest. Bez hasła nie otworzy go nikt, Państwo również. Sam Enter: nie zapisywać.",
	[WORDS_DRAFT_NO_PATH] = "Niczego nie zapisano.",
	[WORDS_DRAFT_SAVED] = "Zapisano i zaszyfrowano w {path}. Aby dokończyć później, prosimy zacząć z "
	    "--draft i tą nazwą.",
	[WORDS_DRAFT_FAILED] = "Nie zapisano: {why}.",
	[WORDS_DRAFT_DELETED] = "Usunięto {path}.",
	[WORDS_DRAFT_NOT_DELETED] = "Nie udało się usunąć {path}: {why}.",
	[WORDS_DRAFT_GOES_ON] = "Witamy ponownie. Oto zapisane odpowiedzi.",

	[WORDS_NOT_SENT] = "Nie wysłano i nic nie zginęło: można spróbować jeszcze raz albo zapisać w menu "
	    "(m). Powód: {why}.",
	[WORDS_UNCERTAIN_TITLE] = "Mogło dotrzeć lub nie",
	[WORDS_UNCERTAIN_HINT] = "Wysłano, ale nie przyszła jasna odpowiedź ({why}). Ponowne wysłanie tego "
	    "samego niczemu nie szkodzi: nic nie liczy się dwa razy.",
	[WORDS_UNCERTAIN_AGAIN] = "Wysłać jeszcze raz",
	[WORDS_UNCERTAIN_RECEIPT] = "Zostawić tak i pokazać mi pokwitowanie",

	[WORDS_RECEIPT_TITLE] = "Państwa pokwitowanie: dziewięć słów",
	[WORDS_RECEIPT_ARRIVED] = "To, co nam Państwo opowiedzieli, dotarło i jest przechowywane w postaci "
	    "zaszyfrowanej. Dziękujemy.",
	[WORDS_RECEIPT_UNCERTAIN] = "Nie wiadomo na pewno, czy to, co nam Państwo opowiedzieli, dotarło. "
	    "Prosimy zachować te słowa: są ważne, jeśli dotarło.",
	[WORDS_RECEIPT_SEALED] = "Jest zaszyfrowane w dwóch plikach: {path} i {path}.mailbox. Nie zostało "
	    "wysłane: prosimy zanieść oba na komputer, który może je wysłać.",
	[WORDS_RECEIPT_WRITE] = "Prosimy teraz zapisać te słowa na papierze, w tej kolejności, i trzymać je "
	    "tam, gdzie nikt inny nie zagląda. Pokazujemy je tylko raz. Nikt nie może podać ich ponownie, "
	    "nawet my.",
	[WORDS_RECEIPT_FOR] = "To jedyny klucz do tego, co Państwo opowiedzieli: z nimi można wrócić, aby "
	    "czytać odpowiedzi, dodać coś lub wszystko wycofać. Kto je ma, może mówić w Państwa imieniu.",
	[WORDS_RECEIPT_DATES] = "Jeśli chcą Państwo najpierw zobaczyć swój tekst: prosimy wrócić między "
	    "{from} a {until}. Brak odpowiedzi do ostatniego dnia oznacza „nie”.",
	[WORDS_RECEIPT_FILE] = "Zgodnie z prośbą są też w pliku {path}. Nie jest on zaszyfrowany.",
	[WORDS_RECEIPT_HELP] = "Jeśli potrzebują Państwo z kimś porozmawiać:",
	[WORDS_PROMPT_RECEIPT] = "Czy słowa są zapisane? Prosimy wpisać słowo numer {number} i nacisnąć "
	    "Enter. (Albo wpisać: {command})",
	[WORDS_RECEIPT_OTHER] = "To nie jest słowo numer {number}. Prosimy spojrzeć jeszcze raz.",
	[WORDS_RECEIPT_AGAIN] = "Aby wyjść, prosimy jeszcze raz nacisnąć Ctrl-C. Słowa nie zostaną pokazane "
	    "ponownie.",

	[WORDS_DRAFT_STILL] = "Zaszyfrowany plik {path} nadal istnieje. Jeśli nie jest już potrzebny, "
	    "prosimy go usunąć.",
	[WORDS_PLAIN_STAYS] = "To, co było pokazane, nadal jest w tym oknie: na koniec prosimy je zamknąć.",
	[WORDS_STOPPED] = "Nic nie zostało wysłane ani zachowane.",
	[WORDS_STOPPED_DRAFT] = "Nic nie zostało wysłane. Zapisane odpowiedzi są w {path}, zaszyfrowane.",

	[WORDS_REPLIES_NONE] = "Na razie nic tu dla Państwa nie ma. Być może nikt jeszcze nie napisał, być "
	    "może to, co Państwo opowiedzieli, nie zostało jeszcze pobrane, a być może coś zginęło po "
	    "drodze. Serwer nie może odczytać ani zmienić wiadomości, ale może ją zgubić lub zatrzymać, "
	    "a ten program by o tym nie wiedział. Prosimy zajrzeć ponownie za kilka dni.",
	[WORDS_REPLIES_CONTACT] = "Jeśli spodziewali się Państwo odpowiedzi, prosimy zapytać koordynatorów:",
	[WORDS_REPLY_MESSAGE] = "Wiadomość {n}, od: {who}",
	[WORDS_REPLY_QUESTION] = "Pytanie {n}, od: {who}",
	[WORDS_REPLY_PREVIEW] = "Podgląd {n}, od: {who}: Państwa słowa tak, jak byłyby pokazane",
	[WORDS_REPLY_GAP] = "(Część {part} z {parts} nie dotarła.)",
	[WORDS_REPLY_NOT_WHOLE] = "Brakuje części, więc prosimy jeszcze nie odpowiadać i zajrzeć ponownie za "
	    "kilka dni.",
	[WORDS_REPLY_USES] = "Pytanie brzmi, czy odtąd wolno wykorzystywać Państwa słowa w ten sposób, i w "
	    "żaden inny:",
	[WORDS_REPLY_NO_USES] = "Pytanie brzmi, czy odtąd nie wolno wykorzystywać Państwa słów w żaden sposób.",
	[WORDS_REPLY_ANSWER_BY] = "Prosimy przeczytać całość i odpowiedzieć do {day}. Brak odpowiedzi do tego "
	    "dnia oznacza „nie”, a tekst nie zostanie użyty.",
	[WORDS_REPLY_TOO_LATE] = "Ostatnim dniem na odpowiedź był {day}. Brak odpowiedzi do tego dnia oznacza "
	    "„nie”. Nadal można odpowiedzieć: liczy się to dla tego, co powstanie, gdy koordynatorzy "
	    "otrzymają odpowiedź.",
	[WORDS_REPLY_OLDER] = "Jest nowszy podgląd: liczy się tylko najnowszy.",
	[WORDS_REPLY_HOW] = "Aby odpowiedzieć, prosimy uruchomić `testimony answer` z --reply {name} i jednym "
	    "ze słów yes (tak), no (nie), change (zmienić). „Nie” i „zmienić” zawsze przeważają nad „tak”.",
	[WORDS_SEEN] = "Liczba Państwa wiadomości, które mieli koordynatorzy, gdy ostatnio pisali: {count}.",
	[WORDS_SEEN_NONE] = "Gdy koordynatorzy ostatnio pisali, nie mieli żadnej Państwa wiadomości.",
	[WORDS_SEEN_WEEK] = "{what}, w tygodniu od poniedziałku {day}",
	[WORDS_SEEN_TESTIMONY] = "to, co Państwo opowiedzieli",
	[WORDS_SEEN_ADDITION] = "uzupełnienie",
	[WORDS_SEEN_CONSENT] = "jak można wykorzystać Państwa słowa",
	[WORDS_SEEN_ANSWER] = "odpowiedź",
	[WORDS_SEEN_OTHER] = "coś innego",
	[WORDS_SEEN_LATER] = "Prosimy porównać to z tym, co Państwo wysłali. Nie może tu być tego, co wysłali "
	    "Państwo później lub tuż przed ich wiadomością. Jeśli brakuje czegoś starszego, zginęło to albo "
	    "zostało zatrzymane po drodze: prosimy wysłać to ponownie lub powiedzieć o tym koordynatorom.",
	[WORDS_IN_FORCE] = "Według tego, co napisali, Państwa słowa wolno wykorzystać w ten sposób:",
	[WORDS_IN_FORCE_NONE] = "Według tego, co napisali, Państwa słów nie wolno wykorzystać w żaden sposób.",
	[WORDS_REPLIES_STRANGE] = "Nie pokazano: {count}. Nie można tego otworzyć Państwa dziewięcioma słowami "
	    "albo nikt tego dla Państwa nie podpisał. Nie pochodzi to od koordynatorów albo zostało zmienione "
	    "po drodze.",
	[WORDS_REPLIES_STRANGERS] = "Nie pokazano: {count}. Autora nie ma wśród koordynatorów w tym pliku "
	    "kampanii. Jeśli plik jest stary, prosimy wziąć najnowszy i zajrzeć ponownie.",
	[WORDS_REPLIES_FORMER] = "Nie pokazano: {count}. Autor nie jest już koordynatorem.",
	[WORDS_REPLIES_UNREADABLE] = "Nie pokazano: {count}. Napisał to koordynator, ale w postaci, której ten "
	    "program nie zna. Nowsza wersja może to odczytać.",
	[WORDS_REPLIES_MIXED] = "Nie pokazano: {count}. To części kilku odpowiedzi o tym samym numerze, których "
	    "nie da się rozróżnić. Prosimy poprosić koordynatorów, aby napisali ponownie.",

	[WORDS_CONSENT_USES] = "Odtąd Państwa słowa wolno wykorzystać tylko w ten sposób, o ile wcześniej "
	    "była na to zgoda:",
	[WORDS_CONSENT_NONE] = "Odtąd Państwa słów nie wolno wykorzystać w żaden sposób.",
	[WORDS_CONSENT_NO_LONGER] = "To już nie obowiązuje, nawet jeśli wcześniej było zaznaczone:",
	[WORDS_CONSENT_ONLY_LESS] = "W ten sposób można tylko coś odebrać. Aby na coś znowu pozwolić, prosimy "
	    "powiedzieć o tym koordynatorom: przyślą wtedy pytanie, na które można odpowiedzieć „tak”. Tego, "
	    "co już zostało przekazane, nie można cofnąć.",

	[WORDS_WITHDRAW_WHAT] = "Wycofanie dotyczy wszystkiego, co wysłali Państwo do tej kampanii z tymi "
	    "dziewięcioma słowami: opowieści, uzupełnień, odpowiedzi. Serwer usuwa to na zawsze wraz z "
	    "odpowiedziami do Państwa i nie przyjmuje już nic z tymi słowami. Zachowuje Państwa podpisane "
	    "wycofanie, aby koordynatorzy je zobaczyli: muszą wtedy usunąć pobrane kopie.",
	[WORDS_WITHDRAW_NOT] = "Nie można cofnąć tego, co już zostało przekazane, na przykład wydrukowanego "
	    "raportu lub stron, które dostał poseł lub posłanka, ani tego, co ludzie pamiętają. Samego wycofania "
	    "też nie można cofnąć.",
	[WORDS_WITHDRAW_ASK] = "Aby wycofać wszystko, prosimy wpisać całe słowo {yes}: ",
	[WORDS_WITHDRAW_YES] = "tak",
	[WORDS_WITHDRAW_SURE] = "Tak twierdzi serwer. Jeśli `testimony check` pokaże Państwu potem "
	    "cokolwiek, nie zostało to zrobione: prosimy zapytać koordynatorów.",

	[WORDS_SENDING] = "Wysyłanie ...",
	[WORDS_WORKING] = "Obliczenia, których serwer wymaga dla ochrony przed zalewem: {seconds} s ...",
	[WORDS_TRYING] = "{why}. Program sam spróbuje ponownie, najdłużej przez {minutes} min, i nic przy "
	    "tym nie zginie. Aby zakończyć, prosimy nacisnąć Ctrl-C.",
	[WORDS_TRYING_BUSY] = "Serwer ma teraz bardzo dużo pracy i przyjmuje tylko niektórych z tych, którzy "
	    "o to proszą, losowo",
	[WORDS_TRYING_AGAIN] = "Następna próba za {seconds} s, najdłużej jeszcze {minutes} min. Koniec: Ctrl-C",
	[WORDS_TRYING_STILL] = "Wciąż próbujemy, najdłużej jeszcze {minutes} min. Nic nie zginęło.",
};
