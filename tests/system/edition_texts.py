# SPDX-License-Identifier: ISC
"""Made-up testimonies for edition.py: sentences with places for names, numbers and days. Every word
is invented; phone, health and other numbers are of ranges that nobody has. A sentence is
(what stands in the text, what was planted in it); each testimony has one that no other has."""
import re

# Names. No first name is an English word, and no surname or school is anybody's. ----------------

FIRST = """Tobin Keira Declan Imogen Jasmeet Callum Niamh Tyrone Aisling Kacper Zainab Rhys Bronwen
Ifeoma Dominik Saoirse Ruairi Mateusz Oluwaseun Gethin Priyanka Cormac Anneliese Tamsin Hamza
Yasmin Leighton Siobhan Benedict Marcus Dylan Harvey Freddie Poppy Maisie Ellie Finley Kayden
Lacey Riley Amelia Isla Evie Oscar Archie Theo Alfie Logan Jenson Kian Tilly Millie""".split()
SURNAME_HEADS = """Quill Harka Oller Thorn Brand Fenni Larkin Wexa Tidder Pratle Okafo Bythe
Cadwalla Marche Penhal Skelmer Trevan Uppin Yarra Zellwe""".split()
SURNAME_TAILS = """way by worth combe stead more ridge croft nell shaw gate mond tyre sley
brook""".split()
TITLES = ["Mr", "Mrs", "Miss", "Ms"]
SCHOOL_HEADS = """Quillbrook Fernilow Oakthorpe Marlowick Tibberfold Haddlestone Wyvelsford
Pennycombe Larkmead Cresswold Dunnifold Astmarsh Brockhanger
Summerlow Northwick-under-Lees Velbury""".split()
SCHOOL_TAILS = ["Primary School", "First School", "Academy", "High School", "Middle School"]
# Villages of the form that are no word and no area's name.
PLACES = """Alvechurch|Belbroughton|Catshill|Hagley|Rubery|Wythall|Badsey|Bretforton|Hartlebury|
Honeybourne|Offenham|Ombersley|Astwood Bank|Cookhill|Feckenham|Inkberrow|Eckington|Great Malvern|
Kempsey|Lower Broadheath|Martley|Pershore|Powick|Tenbury Wells|Upton-upon-Severn|Barbourne|
Battenhall|Dines Green|Ronkswood|Warndon|Bewdley|Blakedown|Chaddesley Corbett|Cookley|
Stourport-on-Severn|Wolverley""".replace("\n", "").split("|")
# As they stand in a sentence: (who, whose, whom).
POLISH = [("Hania", "Hani", "Hanię"), ("Zuzia", "Zuzi", "Zuzię"), ("Kasia", "Kasi", "Kasię"),
          ("Oliwka", "Oliwki", "Oliwkę"), ("Tomek", "Tomka", "Tomka"), ("Kuba", "Kuby", "Kubę"),
          ("Bartek", "Bartka", "Bartka"), ("Wojtek", "Wojtka", "Wojtka")]
MONTHS = """January February March April May June July August September October November
December""".split()
POLISH_MONTHS = """stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października
listopada grudnia""".split()

# What only one family says: two things of 20 × 20, for the number of the family. -----------------

THINGS_A = """blue kettle|paper boat|broken umbrella|wooden spoon|yellow bucket|tin drum|woolly hat|
cardboard box|toy tractor|green blanket|plastic dinosaur|bag of buttons|jar of marbles|striped sock|
rubber duck|cracked mirror|pocket torch|knitted rabbit|set of keys|bicycle bell"""
THINGS_B = """red lantern|bent fork|pair of slippers|cushion|football|pine cone|biscuit tin|candle|
map of the stars|ball of string|skipping rope|glove|tennis racket|whistle|calendar|piano stool|
teapot|ladder|pillow|paint brush"""
THINGS_A, THINGS_B = (text.replace("\n", "").split("|") for text in (THINGS_A, THINGS_B))
RZECZY_A = """niebieski czajnik|papierowy statek|zepsuty parasol|drewniany klocek|żółty kubek|
blaszany bęben|wełniany sweter|zielony koc|plastikowy widelec|stary budzik"""
RZECZY_B = """czerwony latawiec|miękki dywan|mały obrus|okrągły stolik|gruby zeszyt|szary kamień|
wielki kasztan|lniany worek|srebrny dzwonek|biały guzik"""
RZECZY_A, RZECZY_B = (text.replace("\n", "").split("|") for text in (RZECZY_A, RZECZY_B))

ONLY = ["By the bed lay a {a} and a {b}, and nothing else helped.",
        "All that calmed us was a {a} and a {b}.",
        "I was holding a {a} and a {b}, and I cried.",
        "What is left of it is a {a} and a {b}."]
TYLKO = ["Przy łóżku leżały {a} i {b}, bo nic innego nie pomagało.",
         "Z tamtych miesięcy zostały nam {a} i {b}."]

# Sentences. {child}, {senco} and so on are planted; the rest tells nobody who somebody is. --------

OPENING = ["I do not know where to begin, so I will begin with the waiting.",
           "This is hard to write and I have put it off for weeks.",
           "We were told that help would come if we asked for it.",
           "It started with small things that nobody wrote down.",
           "I am writing because I do not want another family to go through it.",
           "For a long time I thought it was only us."]
NAMED = ["{child} started at {school} and by half term they had us collecting at lunch.",
         "{senco}, who was the SENCO then, said she would put in for a plan and never did.",
         "{teacher} at {school} was kind, but there was no help in the room.",
         "On {date} we had a meeting with {worker} and {teacher}, and nobody took notes.",
         "The doctor we saw, {doctor}, wrote a report that the panel did not read.",
         "{child} and {sibling} share a room in {place} and neither of them sleeps.",
         "I rang {worker} on {phone} every Monday and left messages.",
         "They sent the letter to the wrong house, in {postcode}, on {date}.",
         "We paid {money} for a private report because {doctor} had no room on the list.",
         "My emails to {email} came back, and {senco} said that the address had changed.",
         "The panel refused on {date} and gave our reference as {ref}.",
         "The hospital had the wrong number for {child}, {nhs}, and so the referral was lost.",
         "{worker} told {teacher} that we did not engage, which was not true.",
         "A neighbour in {place} drove {child} to {school} when the taxi did not come."]
PLAIN = ["They said there was no money and then they said there was no need.",
         "Every person we spoke to sent us to somebody else.",
         "I have a folder of letters that is thicker than a telephone book.",
         "Nobody rang back, and nobody said sorry.",
         "We were told to wait, and we waited, and then we were told we had waited too long.",
         "The plan came late and it was so vague that nobody could be held to it.",
         "I was made to feel that I was the problem.",
         "Homework ended in tears, and mornings were worse.",
         "The reduced timetable was meant to last a fortnight and it never ended.",
         "We asked for a different place and were given a list of places that were full.",
         "What was written in the plan and what happened in the classroom were different things.",
         "The school wanted to help and did not know how.",
         "I stopped opening the post.",
         "When the transport stopped, so did everything else.",
         "Somebody new took over our case each time we had explained it all."]
DIFFERENCE = ["I gave up work, and then I gave up asking.",
              "We do not go out as a family any more.",
              "{child} used to sing in the bath and does not now.",
              "{sibling} has learnt to be quiet, and that breaks my heart.",
              "My own health went, and I hid it.",
              "Friends stopped calling, because we always had to say no.",
              "The debt is {money} and we will be paying it for years.",
              "It has made strangers of us in our own town."]
SHOULD = ["Somebody should have read the file before the meeting.",
          "One phone call in time would have saved two years.",
          "{senco} should have told us that we could ask for ourselves.",
          "The law says how long it may take, and somebody should keep to it.",
          "There should be one person who knows the whole story.",
          "They should write down what they promise."]
WORKED = ["The lady at the library, who never once looked at the clock.",
          "A swimming club that took us as we are.",
          "{teacher}, who learnt to wait for an answer.",
          "Other parents. Nobody else."]
CHANGE = ["Answer the telephone.", "One person for each family, who stays.",
          "Say when a form has come.", "Keep to the time that the law gives."]
OPENING_PL = ["Trudno mi o tym pisać, bo wciąż nie wiem, od czego zacząć.",
              "Długo myślałam, że to tylko nasza wina."]
NAMED_PL = ["{child} przestała chodzić do szkoły i nikt nie zapytał dlaczego.",
            "Pani {surname} z urzędu powiedziała, że dla {of_child} nie ma miejsca.",
            "Dnia {date} przyszedł list, którego nie umiałam przeczytać.",
            "Dzwoniłam pod numer {phone}, ale nikt nie odbierał.",
            "Zapłaciliśmy {money} za prywatną diagnozę.",
            "Nauczyciel widział {to_child} tylko dwa razy w tygodniu."]
PLAIN_PL = ["Prosiliśmy o tłumacza, ale tłumacza nie było.",
            "Każdy odsyłał nas do kogoś innego.",
            "Nikt nie oddzwonił i nikt nie przeprosił.",
            "Plan przyszedł za późno i niczego nie obiecywał.",
            "Wieczorami uczymy się sami przy stole."]
DIFFERENCE_PL = ["Zrezygnowałam z pracy i przestałam prosić o pomoc.",
                 "{child} nie śmieje się już tak jak dawniej."]
SHOULD_PL = ["Ktoś powinien był przeczytać dokumenty przed spotkaniem.",
             "Wystarczyłby jeden telefon na czas."]
CHANGE_PL = ["Tłumacz na spotkaniu.", "Jedna osoba, która zna całą sprawę."]


NAMES = {name.casefold() for name in FIRST + SCHOOL_HEADS + [form for one in POLISH for form in one]
         + [head + tail for head in SURNAME_HEADS for tail in SURNAME_TAILS]}


def secrets(planted):
    """What must be nowhere: what was planted, and each name that is a part of it."""
    return {planted} | {word for word in re.split(r"[^\w-]+", planted) if word.casefold() in NAMES}


class Sentence:
    def __init__(self, text, planted, only=False):
        self.text, self.planted, self.only = text, planted, only


class Text:
    """One page's text: sentences with something between them."""

    def __init__(self, page, sentences, between):
        self.page, self.sentences, self.between = page, sentences, between

    def whole(self):
        return self.between.join(s.text for s in self.sentences)


# Registers: how somebody writes. ------------------------------------------------------------------

def _neat(text):
    return text


def _small(text):
    return text.lower().replace("'", "").replace("do not", "dont").replace("did not", "didnt")


def _dictated(text):
    return _small(text).replace(",", "").rstrip(".")


def _loud(text):
    return text.upper()


def _listed(text):
    return "- " + text


REGISTERS = {"neat": (_neat, " "), "small": (_small, " "), "dictated": (_dictated, " and um "),
             "loud": (_loud, " "), "listed": (_listed, "\n"), "letters": (_neat, "\n\n")}


def digits(random, count):
    return "".join(random.choice("0123456789") for _ in range(count))


def nhs_number(random):
    """Of the range 999, which is nobody's, with its check digit (NHS Data Dictionary)."""
    while True:
        nine = "999" + digits(random, 6)
        check = 11 - sum((10 - i) * int(d) for i, d in enumerate(nine)) % 11
        if check != 10:
            return "%s %s %s" % (nine[:3], nine[3:6], nine[6:] + str(check % 11))


class Household:
    """Who and what a family may name. `kinds` says of each planted surface what it is."""

    def __init__(self, random, number, polish):
        self.random, self.number, self.polish = random, number, polish
        child, sibling = random.sample(FIRST, 2)
        surname = self.surname()
        self.slots = {
            "child": child, "sibling": sibling,
            "senco": "%s %s" % (random.choice(TITLES[1:]), self.surname()),
            "teacher": "%s %s" % (random.choice(TITLES), self.surname()),
            "worker": "%s %s" % (random.choice(FIRST), surname),
            "doctor": "Dr " + self.surname(),
            "school": "%s %s" % (random.choice(SCHOOL_HEADS), random.choice(SCHOOL_TAILS)),
            "place": random.choice(PLACES),
            "date": self.date(MONTHS),
            "money": "£{:,}".format(random.randint(1100, 19900)),
            "phone": "01632 960" + digits(random, 3),
            "postcode": "WR99 %sZZ" % digits(random, 1),
            "email": "%s.%s@council.example" % (child.lower(), surname.lower()),
            "ref": "EHC/%s/%s" % (random.choice(["23", "24", "25"]), digits(random, 5)),
            "nhs": nhs_number(random),
        }
        if polish:
            child, of_child, to_child = random.choice(POLISH)
            self.slots |= {"child": child, "of_child": of_child, "to_child": to_child,
                           "surname": surname, "date": self.date(POLISH_MONTHS),
                           "money": "%s funtów" % digits(random, 4).replace("0", "7")}

    def surname(self):
        return self.random.choice(SURNAME_HEADS) + self.random.choice(SURNAME_TAILS)

    def date(self, months):
        return "%d %s %d" % (self.random.randint(2, 28), self.random.choice(months),
                             self.random.choice([2023, 2024, 2025]))

    def sentence(self, template, write):
        slots = [name for name in self.slots if "{%s}" % name in template]
        return Sentence(write(template.format(**self.slots)),
                        [write(self.slots[name]).removeprefix("- ") for name in slots])

    def only(self, write):
        """What this family alone says; `number` is of the telling, not of the family."""
        a, b, frames = (RZECZY_A, RZECZY_B, TYLKO) if self.polish else (THINGS_A, THINGS_B, ONLY)
        number = self.number
        a, b = a[number % len(a)], b[number // len(a) % len(b)]
        frame = frames[number // (len(RZECZY_A if self.polish else THINGS_A)) % len(frames)]
        return Sentence(write(frame.format(a=a, b=b)), [], True)

    def names(self):
        """As a family would list them under "hide"."""
        named = ["child", "of_child", "to_child", "sibling", "senco", "teacher", "worker", "doctor",
                 "school", "place", "surname"]
        return [self.slots[name] for name in named if name in self.slots]

    def texts(self, register, size):
        """The texts of a telling by page: `size` is about how many sentences its story has."""
        write, between = REGISTERS[register]
        random = self.random
        opening, named, plain, difference, should, change = (
            (OPENING_PL, NAMED_PL, PLAIN_PL, DIFFERENCE_PL, SHOULD_PL, CHANGE_PL) if self.polish
            else (OPENING, NAMED, PLAIN, DIFFERENCE, SHOULD, CHANGE))

        def some(pool, count):
            return [self.sentence(one, write)
                    for one in random.sample(pool, min(count, len(pool)))]

        about, rest = some(named, max(1, size // 2)), some(plain, max(1, size - size // 2))
        # Whatever is quoted: something without a name, one with, and what only this one says.
        story = some(opening, 1) + about[:1] + [self.only(write)]
        more = about[1:] + rest
        random.shuffle(more)
        out = [Text("story-happened", story + more, between)]
        if size > 2:
            out += [Text("story-difference", some(difference, 1 + size // 4), between),
                    Text("story-should", some(should, 1 + size // 6), between)]
        if size > 5 and not self.polish:
            out.append(Text("worked", some(WORKED, 1), between))
        if size > 3:
            out.append(Text("change", some(change, 1), between))
        return out
