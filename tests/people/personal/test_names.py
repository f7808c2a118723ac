"""Who may be one person: across scripts and spellings, quickly, and never decided by the product."""

from __future__ import annotations

from itertools import chain, combinations, permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacita.kernel.digests import sha256_hex
from capacita.people.personal.choices import Likeness, Script
from capacita.people.personal.rules.groups import VERSION, groups_of
from capacita.people.personal.rules.names import Known, Proposal, compared, script_of
from capacita.people.personal.rules.sounds import heard, near_readings

SAME = [
    ["Юрій Петренко", "Yuriy Petrenko", "Yury Petrenko", "Iurii PETRENKO", "Petrenko Yurij", "Юрий Петренко"],
    ["محمد الأمين", "Mohammed Al-Amin", "Muhammad Alamine", "Mohamed El Amine"],
    [
        "عبد الرحمن خالد",
        "عبدالرحمن خالد",
        "Abdul Rahman Khaled",
        "Abderrahmane Khalid",
        "Abd al-Rahman Khaled",
        "Abdurrahman Khaled",
        "Abd ar-Rahman Khalid",
        "Abdulrahman Khaled",
    ],
    ["يوسف حسن", "Youssef Hassan", "Yusuf Hasan"],
    ["გიორგი ჭავჭავაძე", "Giorgi Chavchavadze", "Georgi Tchavtchavadze", "Гиорги Чавчавадзе"],
    ["Յուրի Սարգսյան", "Yuri Sargsyan", "Youri Sarkisian", "Юрий Саргсян"],
    ["Jürgen Müller", "Juergen Mueller", "Jurgen Muller"],
    ["Đorđe Ćosić", "Djordje Cosic", "Ђорђе Ћосић"],
    ["Михаил Щербаков", "Mikhail Shcherbakov", "Mikhail Chtcherbakov"],
    ["Микола Гончар", "Nikolay Honchar", "Mykola Gonchar", "Николай Гончар", "Nikolaï Gontchar"],
    ["Мария Цветкова", "Marija Cvetkova", "Maria Tsvetkova", "Mariia Tsvetkova"],
    ["Юлія Яценко", "Julija Jacenko", "Yuliya Yatsenko", "Iuliia Iatsenko"],
    ["Юрий Жуков", "Jurij Žukov", "Yuri Zhukov"],
    ["جورج قصير", "Georges Kassir", "George Qasir", "Georges Qassir"],
    ["Xhevdet Gjoka", "Dževdet Đoka", "Dzevdet Djoka", "Џевдет Ђока"],
    # Ukraine and its neighbours: Oleh is Oleg; French ch, and what scholars write with a sign.
    ["Олег Шевченко", "Oleh Shevchenko", "Oleg Chevtchenko", "Oleh Ševčenko", "Oleg Schewtschenko"],
    ["Іван Щербак", "Ivan Shcherbak", "Ivan Scherbak", "Ivan Ščerbak", "Ivan Chtcherbak"],
    ["Сергій Порошенко", "Serhii Poroshenko", "Сергей Порошенко", "Serguei Porochenko"],
    ["Віктор Цибулько", "Viktor Tsybulko", "Victor Tsibulko", "Виктор Цыбулько", "Viktor Cybulko"],
    ["Христина Ґудзь", "Khrystyna Gudz", "Christina Gudz", "Кристина Гудзь", "Khrystyna Hudz"],
    # Moldova and Romania: ț with and without its sign, c and ch as k.
    ["Ion Țurcanu", "Ion Ţurcanu", "Ион Цуркану", "Ion Turcanu", "Ion Tsurcanu"],
    ["Maria Țîcu", "Мария Цыку", "Maria Țâcu"],
    ["Leonid Chirtoacă", "Леонид Киртоакэ", "Leonid Chirtoaca", "Leonid Kirtoaca"],
    ["Vlad Mițev", "Влад Мицев", "Vlad Mitsev", "Vlad Mitev"],
    ["Octavian Cojocaru", "Октавиан Кожокару", "Oktavian Kozhokaru"],
    ["Mihai Ceaușescu", "Михай Чаушеску", "Mihai Ceausescu"],
    # Georgia
    ["ნინო ჯავახიშვილი", "Nino Javakhishvili", "Nino Djavakhishvili", "Нино Джавахишвили", "Nino Dzhavakhishvili"],
    ["ლევან წერეთელი", "Levan Tsereteli", "Леван Церетели", "Levan Tzereteli"],
    ["ნანა ღვინიაშვილი", "Nana Ghviniashvili", "Нана Гвиниашвили", "Nana Gviniashvili"],
    ["თეა ჩხეიძე", "Tea Chkheidze", "Теа Чхеидзе", "Tea Tchkheidze"],
    ["ედუარდ შევარდნაძე", "Eduard Shevardnadze", "Эдуард Шеварднадзе", "Edouard Chevardnadze", "Eduard Schewardnadse"],
    # Armenia: an h that is not written in Russian, and western consonants.
    ["Արամ Հակոբյան", "Aram Hakobyan", "Арам Акопян", "Aram Hagopian", "Aram Akopyan"],
    ["Կարեն Ղազարյան", "Karen Ghazaryan", "Карен Казарян", "Karen Kazarian"],
    ["Լիլիթ Չախալյան", "Lilit Chakhalyan", "Лилит Чахалян", "Lilit Tchakhalian"],
    ["Վահագն Խաչատրյան", "Vahagn Khachatryan", "Ваагн Хачатрян", "Vahagn Khatchatrian"],
    ["Հովհաննես Մկրտչյան", "Hovhannes Mkrtchyan", "Ованес Мкртчян", "Hovannes Mkrtchian"],
    # Azerbaijan and Türkiye: c as j, x as kh, q as g.
    ["Əli Əliyev", "Ali Aliyev", "Али Алиев", "Ali Aliev"],
    ["Rəşad Cəfərov", "Rashad Jafarov", "Рашад Джафаров", "Rashad Dzhafarov", "Rasad Caferov"],
    ["Elçin Hacıyev", "Elchin Hajiyev", "Эльчин Гаджиев", "Elcin Haciyev"],
    ["Ramil Xəlilov", "Ramil Khalilov", "Рамиль Халилов", "Ramil Halilov"],
    ["Vüqar Quliyev", "Vugar Guliyev", "Вугар Гулиев", "Vuqar Quliyev"],
    ["Ahmet Çelik", "Ahmet Celik", "Ahmet Chelik", "Ахмет Челик"],
    ["Murat Şahin", "Murat Sahin", "Murat Shahin", "Мурат Шахин"],
    # Western Balkans: signs left out or written as letters, Albanian and Macedonian.
    ["Đorđe Đorđević", "Djordje Djordjevic", "Ђорђе Ђорђевић", "Dorde Dordevic"],
    ["Zoran Čović", "Зоран Човић", "Zoran Covic", "Zoran Chovich"],
    ["Slavoj Žižek", "Славој Жижек", "Slavoj Zizek", "Slavoj Zhizhek"],
    ["Arta Kryeziu", "Арта Кријезиу", "Arta Krieziu"],
    ["Fatmir Krasniqi", "Fatmir Krasnići", "Фатмир Краснићи", "Fatmir Krasnici"],
    ["Ѓорѓи Иванов", "Gjorgji Ivanov", "Gjorgi Ivanov", "Đorđi Ivanov"],
    # Arabic, as it is joined and as French and English have it.
    [
        "عبدالعزيز المنصوري",
        "Abdelaziz Mansouri",
        "Abd-el-Aziz Mansouri",
        "Abdul Aziz Al-Mansoori",
        "عبد العزيز المنصوري",
    ],
    ["عبدالقادر بوشارب", "Abdelkader Bouchareb", "Abd el-Kader Bouchareb", "Abdul Qadir Bushareb"],
    ["عبدالسلام وهابي", "Abdessalam Ouhabi", "Abdel Salam Wahabi", "Abd as-Salam Ouahabi"],
    ["جمال غزالي", "Djamel Ghezali", "Jamal Ghazali", "Gamal Al-Ghazali"],
    ["شريف عمراني", "Cherif Amrani", "Sharif Amrani", "Chérif El Amrani"],
    ["حسين القاضي", "Hussein El Kadi", "Hussain Al-Qadi", "Hocine Kadi", "Houcine Elkadi"],
    ["خديجة داود", "Khadidja Daoud", "Khadija Dawood", "Khadijah Daoud"],
    ["عائشة العلوي", "Aïcha Alaoui", "Aisha Alawi", "Aicha El Alaoui"],
    ["عثمان الوزاني", "Othman Ouazzani", "Othmane El Ouazzani", "Uthman al-Wazzani"],
    ["نور الدين شعيب", "Noureddine Chouaib", "Nour Eddine Chouaib", "Nur al-Din Shuaib", "نورالدين شعيب"],
    ["منصف بن صالح", "Moncef Ben Salah", "Munsif Bensalah", "منصف بنصالح"],
]
OTHERS = [
    "Maria Petrenko", "Yuri Petrov", "Mohammed Hassan", "Giorgi Sargsyan", "Anna Müller", "Khalid Hassan",
    # Of the same family, with a first name that is alike and is another.
    "Mikael Honchar", "Natalia Honchar", "Nina Tsvetkova", "Darya Tsvetkova", "Jamal Kassir", "Jihad Kassir",
    "Gjergj Gjoka", "Jeton Gjoka", "Anton Yatsenko", "Jana Yatsenko", "Ina Yatsenko", "Iryna Zhukova",
    # Half of what is joined, or of the consonants, is the same.
    "Abdelhamid Mansouri", "Aziz Mansouri", "Nasreddine Chouaib", "Issam Ghazali", "Karima Amrani", "Jihad Daoud",
    "Ivan Kocharyan", "Hayk Hakobyan", "Lilit Hakobyan", "Tamar Tsereteli", "Nino Chavchavadze", "Tina Chkheidze",
    "Rasul Cəfərov", "Cem Çelik", "Zorka Čović", "Dragan Đorđević", "Ivan Turanu", "Corina Cojocaru", "Olena Shevchenko",
]  # fmt: skip
# First names that are not one another's spelling, of the regions of the office.
UNLIKE = """
    Oleh Olha Ivan Iryna Andriy Anna Anton Bohdan Viktor Vira Halyna Dmytro Daria Denys Yevhen Zoya Ihor Kateryna Larysa
    Lesia Liudmyla Maksym Marko Mykola Nadia Natalia Nina Oksana Pavlo Petro Roman Ruslan Svitlana Serhii Sofia Stepan
    Taras Tetiana Fedir Yana Yaroslav Alexandru Andreea Cezar Cristian Corneliu Doina Dumitru Elena Florin Gabriela
    Gheorghe Ileana Ioana Iulia Liviu Lucian Marcel Mircea Nicoleta Octavian Radu Raluca Sorin Traian Vasile Violeta
    Giorgi Nino Levan Tamar Irakli Ketevan Zurab Manana Davit Maka Nika Salome Lasha Eka Otar Rusudan Shota Teona Vakhtang
    Guram Armen Ani Hayk Lusine Vahan Karine Tigran Gayane Aram Narine Gevorg Anahit Ruben Siranush Artak Mher Hovhannes
    Zaruhi Samvel Hrant Elchin Leyla Rashad Aysel Orkhan Gunel Vugar Sevinj Ramil Nigar Farid Sabina Cem Emine Murat
    Zeynep Hakan Fatma Emre Elif Kemal Ayse Goran Jelena Dragan Milica Zoran Jovana Nikola Ana Vesna Slavko Mirjana
    Aleksandar Dusan Ljubica Besnik Arta Fatmir Drita Agim Vjosa Xhevdet Blerim Mirlinda Ilir Mohamed Ahmed Ali Hassan
    Hussein Khaled Omar Youssef Ibrahim Karim Salim Samir Tarek Rachid Mounir Nabil Hicham Walid Yassine Ziad Jamal Anwar
    Bilal Hamza Idriss Mustafa Mahmoud Fatima Aicha Khadija Mariam Zeinab Salma Leila Amina Samira Houda Rania Dina Sara
    Hind Imane Souad Latifa Wafa Othman Jawad Issam Najib
""".split()
# Of 20,301 pairs of these in one family. Before there were further readings, it was 87.
ASKED_ABOUT = 84


def proposals(records: list[Known]) -> list[Proposal]:
    """What is proposed of these: whoever shares a group with another, and is alike."""
    near = [(one, other) for one, other in combinations(records, 2) if groups_of(one) & groups_of(other)]
    return [each for each in (compared(one, other) for one, other in near) if each is not None]


@pytest.mark.parametrize("spellings", SAME, ids=lambda each: each[1])
def test_spellings_of_one_name_are_proposed(spellings: list[str]) -> None:
    for one, other in combinations(spellings, 2):
        found = proposals([Known("a", (one,)), Known("b", (other,))])
        assert len(found) == 1, (one, other)
        assert found[0].score >= 0.8
        expected = (
            {Likeness.OTHER_SCRIPT}
            if script_of(one) is not script_of(other)
            else {Likeness.SPELLING, Likeness.OTHER_SPELLING}
        )
        assert found[0].reason in expected


def test_other_people_are_not_proposed() -> None:
    names = [(each, group) for group, spellings in enumerate(SAME) for each in spellings]
    names += [(each, 100 + at) for at, each in enumerate(OTHERS)]
    for (one, ours), (other, theirs) in combinations(names, 2):
        if ours != theirs:
            assert compared(Known("a", (one,)), Known("b", (other,))) is None, (one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jamal Kassir", "Amal Kassir"),
        ("Jana Novak", "Ana Novak"),
        ("Jovan Gjoka", "Ivan Gjoka"),
        ("Hajar Ali", "Houria Ali"),
        ("Arjan Gjoka", "Iryna Gjoka"),
        ("Anica Gjoka", "Anka Gjoka"),
        ("Hicham Alaoui", "Issam Alaoui"),
        ("Jawad Haddad", "Jad Haddad"),
        ("Karen Sargsyan", "Chirine Sargsyan"),
        ("Hana Popescu", "Ana Popescu"),
        ("Vahan Petrosyan", "Mihran Petrosyan"),
        ("Chamil Nasser", "Kamil Nasser"),
        ("Abdul Rahman Khaled", "Abdul Rahim Khaled"),
        ("عبدالرحمن خالد", "عبدالرحيم خالد"),
    ],
)
def test_what_may_be_said_otherwise_does_not_make_two_of_a_family_one(one: str, other: str) -> None:
    assert proposals([Known("a", (one,)), Known("b", (other,))]) == []


def test_no_more_of_a_family_are_asked_about_than_were() -> None:
    assert len(set(UNLIKE)) == 202
    assert len(proposals([Known(each, (f"{each} Plahotniuc",)) for each in sorted(set(UNLIKE))])) <= ASKED_ABOUT


_WORDS = sorted({word for name in chain(*SAME, OTHERS) for word in name.split()})
_NAMES = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=3).map(" ".join)


def is_heard_as_one(one: Known, other: Known) -> bool:
    """Whether every word of the shorter name is heard as another word of the longer one, or all of them joined are."""
    return any(
        heard("".join(ours.words)) == heard("".join(theirs.words)) or words_are_heard_as_one(ours.words, theirs.words)
        for ours, theirs in product(one.spelled, other.spelled)
    )


def words_are_heard_as_one(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    shorter, longer = sorted((ours, theirs), key=len)
    return any(
        all(near_readings(one).keys() & near_readings(other) for one, other in zip(shorter, some, strict=True))
        for some in permutations(longer, len(shorter))
    )


@given(st.lists(_NAMES, min_size=1, max_size=2), st.sampled_from([each for each in SAME if len(each) > 1]), st.data())
def test_whoever_is_alike_by_sound_shares_a_group(names: list[str], spellings: list[str], data: st.DataObject) -> None:
    """Else a pair that would be proposed is never brought together to be compared."""
    words = data.draw(st.sampled_from(spellings)).split()
    ours = Known("a", (*names, " ".join(data.draw(st.permutations(words)))))
    theirs = Known("b", (" ".join([*data.draw(st.sampled_from(spellings)).split(), *data.draw(_NAMES).split()][:3]),))
    if compared(ours, theirs) is not None and is_heard_as_one(ours, theirs):
        assert groups_of(ours) & groups_of(theirs)


def test_any_spelling_of_a_record_counts_and_so_do_address_and_number() -> None:
    first = Known("a", ("Anna Beispiel", "Ганна Прикладова"), "anna@example.org", "+380 44 555 01 23")
    assert proposals([first, Known("b", ("Hanna Prykladova",))])[0].reason is Likeness.OTHER_SCRIPT
    assert proposals([first, Known("b", ("Somebody Else",), "ANNA@example.org")])[0].reason is Likeness.EMAIL
    assert proposals([first, Known("b", ("Somebody Else",), "", "044 555-01-23")])[0].reason is Likeness.PHONE
    assert proposals([first, Known("b", ("Somebody Else",), "x@example.org", "112")]) == []


@pytest.mark.parametrize(
    ("name", "script"),
    [
        ("Юрій", Script.CYRILLIC), ("محمد", Script.ARABIC), ("გიორგი", Script.GEORGIAN), ("Հովհաննես", Script.ARMENIAN),
        ("Müller", Script.LATIN), ("", Script.LATIN),
    ],
)  # fmt: skip
def test_script_is_told_by_the_letters(name: str, script: Script) -> None:
    assert script_of(name) is script


def test_names_without_letters_or_words_do_no_harm() -> None:
    for name in ("", "—", "?", "1234", "李", "A"):
        assert compared(Known("a", (name,)), Known("b", ("Anna Beispiel",))) is None
        groups_of(Known("a", (name,)))


def test_a_name_made_of_all_that_is_written_in_two_ways_has_no_more_forms_than_can_be_compared() -> None:
    hostile = Known("a", ("ž đ ț ţ šč ђ ѓ ќ ben بن " * 8,))
    assert len(hostile.spelled) <= 16
    assert len(Known("b", ("Đorđe Žižić-Šćepanović",)).spelled) == 4


def test_whoever_changes_what_a_record_is_grouped_by_counts_the_version_up() -> None:
    """Else the groups that are kept stay as the rule before made them, and nobody is found by the new one."""
    groups = [sorted(groups_of(Known("", (each,), "A@example.org", "+380 44 555 01 23"))) for each in chain(*SAME)]
    assert (VERSION, sha256_hex(repr(groups).encode())[:16]) == (2, "962b32b12814e6ff")
