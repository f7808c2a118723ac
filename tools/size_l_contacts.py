"""Fills an installation with as many contacts as an office of size L has, made up throughout; called by its sibling.

Names are of people as they may be called, so that they are compared as real ones are. What says that they are made up
is the employer, which ends in “(made up)”, and the address, which lies in example.org: a mark in the name would be heard.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from anyascii import anyascii

_BEGUN, _DAYS = datetime(2021, 1, 4, tzinfo=UTC), 1_990
_WITHOUT_ADDRESS, _FLAGGED, _TWICE, _WITH_NUMBER, _IN_TWO_SCRIPTS = 0.15, 0.05, 0.01, 0.4, 0.5
# Until three years later nobody is due to go by itself; from then on some 150 a day, as in an office that has gone on so.
_NEEDED_SINCE = date(2023, 12, 10)


@dataclass(frozen=True)
class _People:
    """How people of one script are called: given names, names of families as stem and ending, and their countries."""

    weight: int
    given: tuple[str, ...]
    stems: tuple[str, ...]
    endings: tuple[str, ...]
    countries: tuple[str, ...]
    # A second given name, or the name of the father, in so many of a hundred.
    second: int = 0


_LATIN = _People(
    45,
    tuple((
        "Ana Amélie Andrei Antonio Astrid Aurélie Beatriz Bogdan Bruno Camille Carla Carlos Catarina Cecilia Claire Clara"
        " Cristina Daniel Davide Diana Diego Dorota Eduardo Elena Emil Emma Enrique Erik Esther Fabio Felix Filipa Florin"
        " Francesca Gabriel Gloria Grace Greta Gustavo Hanna Helena Henrik Hugo Ines Ingrid Ioana Isabel Ivana Jakub Jan"
        " Javier Joana João Johanna Jorge José Julia Karl Katarina Kofi Kwame Lars Laura Léa Lorenzo Lucia Luis Magda"
        " Maja Manuel Marco Margarida Maria Marta Martin Mateusz Matilde Mehmet Miguel Mihai Milan Monika Nadine Natalia"
        " Nicola Nina Noah Olivia Oskar Pablo Patricia Paulo Pedro Petra Philippe Rafael Raluca Ricardo Rita Roberto Rosa"
        " Samuel Sara Sebastian Silvia Simon Sofia Stefan Teresa Thabo Thomas Tiago Valeria Vera Victor Viktória Vlad"
        " Wanjiru Yusuf Zeynep Zoltán Zuzana"
    ).split()),
    tuple((
        "Acost Almeid Ander Balan Barbos Bart Ben Berg Bian Blanc Bonn Bor Brand Cabr Calder Card Carv Castr Cervant Chib"
        " Cord Cost Crist Dall Dem Dial Dobr Dumitr Erik Esco Fabr Fern Ferr Fisch Font Franc Gall Garc Gonz Gross Gutier"
        " Hart Hern Hoff Horv Ion Jans Kamar Kell Kov Kraus Lamb Larss Lec Lind Lop Lucac Mach Madd Mag March Marin Mart"
        " Mend Mor Mull Munt Nav Niel Nov Oliv Ort Osei Pap Past Per Pop Port Quint Ram Reb Ric Riv Rodr Ross Sant Schn"
        " Serr Silv Sor Stan Stei Svens Tav Torr Urs Valent Varg Veg Vent Vid Vill Wagn Weber Zab Zamor Ziel"
    ).split()),
    ("a", "as", "ez", "er", "ini", "ov", "escu", "ard", "ell", "mann", "sen", "oso", "ić", "owski", "eira", "ane"),
    tuple("AL AR BE BG BO BR CL CO CR CZ DE DO EC ES FI FR GH HR HU IT KE LV ME MX MZ NG PE PH PL PT PY RO RS SE SK TR UY"
          " ZA".split()),
    second=25,
)  # fmt: skip
_CYRILLIC = _People(
    20,
    tuple((
        "Александр Алексей Алина Алла Анастасия Андрей Анна Антон Арсен Богдан Борис Валентин Валерий Василь Вера Виктор"
        " Виктория Виталий Влад Владимир Галина Георгий Глеб Григорий Данило Дарья Денис Дмитрий Евгений Екатерина Елена"
        " Игорь Илья Инна Ирина Карина Кирилл Константин Ксения Лариса Леонид Лидия Людмила Максим Марина Мария Микола"
        " Михаил Надежда Наталия Николай Нина Оксана Олег Олена Ольга Остап Павел Петр Полина Роман Руслан Светлана"
        " Семен Сергій Станислав Степан Тамара Тарас Татьяна Федор Христина Юлия Юрий Яна Ярослав Айгуль Бекзат Нурлан"
    ).split()),
    tuple((
        "Адам Баран Бел Бонд Борис Бой Василь Волк Гавр Гаврил Гнат Гонч Гор Гриц Дан Дем Дорош Дуб Жук Зайц Зах Иван"
        " Игнат Калин Карп Кирил Клим Ковал Козл Кольц Корн Костен Кравц Крив Кузьм Лав Лазар Лисен Лук Макар Мальц"
        " Март Мельн Мир Мороз Наз Никит Новик Орл Остр Павл Панас Петр Пономар Поп Прох Род Ром Рудн Сав Сем Серг Скор"
        " Сокол Стеф Сух Тар Тимош Ткач Троф Фед Филип Хом Цвет Черн Шев Шульг Юр Яков Ярм Яц"
    ).split()),
    ("ов", "енко", "ук", "чук", "ин", "ский", "ович", "як"), tuple("BG BY KG KZ MD MK RS UA UZ".split()), second=10,
)  # fmt: skip
_GEORGIAN = _People(
    8,
    tuple((
        "ალექსანდრე ანა ანი ბექა ბელა გელა გიორგი გიგა გოჩა დავით დათო დიანა ეკა ელენე ვაჟა ვახტანგ ზაზა ზურაბ თამარ თამუნა"
        " თეა თეონა თორნიკე ია ირაკლი ირინა კახა ლალი ლანა ლაშა ლევან ლელა ლია მაია მაკა მამუკა მანანა მარიამ მერაბ მზია ნანა"
        " ნათია ნატო ნიკა ნინო ნოდარ ნუცა ოთარ პაატა რატი რევაზ რუსუდან სალომე სანდრო სოფო ქეთევან შორენა ხათუნა ჯაბა"
    ).split()),
    tuple((
        "აბა აბრამი ალიბეგა ბასილა ბერი ბოლქვა გაგნი გელა გვარამა გიორგა გოგი დავითა დოლი ელია ვაჩნა ზარი თავა იოსელი"
        " კაპანა კვარა კობა ლომი მაისურა მამულა მაჭარა მელი მღებრი ნადირა ნიკოლა ოდი პაპი რამი საბა სულა ტაბა უგრე ფირო"
        " ქავთარა ღლონ შავი ჩიკვა ცისკარი ძიძი წერე ჭავჭავა ხარა ხუცი ჯაფარი"
    ).split()),
    ("შვილი", "ძე", "ია", "უა"), ("GE",),
)  # fmt: skip
_ARMENIAN = _People(
    6,
    tuple((
        "Աննա Անի Անահիտ Արա Արամ Արմեն Արմինե Արսեն Արտակ Արփի Գագիկ Գայանե Գոռ Գևորգ Դավիթ Եվա Էդգար Զարուհի Թամարա Թիգրան"
        " Լիլիթ Լուսինե Կարեն Կարինե Հայկ Հասմիկ Հովհաննես Հրանտ Մանե Մարիամ Մարինե Մհեր Միքայել Նաիրա Նարե Նարեկ Նելլի"
        " Նունե Շուշան Ռուբեն Ռուզան Սամվել Սիրանուշ Սոնա Սուրեն Վահան Վահե Վարդան Տաթև Տիգրան Քրիստինե"
    ).split()),
    tuple((
        "Աբրահամ Ադամ Ալեքսան Առաքել Ասատր Ավագ Ավետիս Բաբա Բագրատ Բադալ Բարսեղ Գալստ Գասպար Գրիգոր Դավթ Եղիազար Զաքար"
        " Թադևոս Թորոս Խաչատր Կարապետ Կիրակոս Հակոբ Հարությունյ Հովհաննիս Ղազար Մանուկ Մարգար Մարտիրոս Մելիք Մինաս Մկրտչ"
        " Մուրադ Նազար Ներսիս Օհան Պետրոս Պողոս Սահակ Սարգս Սիմոն Ստեփան Վարդան Տեր Փանոս"
    ).split()),
    ("յան", "ենց", "ունի"), ("AM",), second=10,
)  # fmt: skip
# In Arabic script and as its bearers write it in Latin: the short vowels stand in one of the two only.
_ARABIC_GIVEN = tuple(tuple(each.split("/")) for each in (
    "محمد/Mohamed أحمد/Ahmed علي/Ali حسن/Hassan حسين/Hussein خالد/Khaled عمر/Omar يوسف/Youssef إبراهيم/Ibrahim كريم/Karim"
    " سليم/Salim سمير/Samir طارق/Tarek رشيد/Rachid فريد/Farid منير/Mounir نبيل/Nabil هشام/Hicham وليد/Walid ياسين/Yassine"
    " زياد/Ziad جمال/Jamal كمال/Kamal أنور/Anwar بلال/Bilal حمزة/Hamza إدريس/Idriss مصطفى/Mustafa محمود/Mahmoud فاطمة/Fatima"
    " عائشة/Aicha خديجة/Khadija مريم/Mariam زينب/Zeinab سلمى/Salma ليلى/Leila أمينة/Amina سميرة/Samira نادية/Nadia هدى/Houda"
    " رانيا/Rania دينا/Dina سارة/Sara نور/Nour هند/Hind إيمان/Imane سعاد/Souad لطيفة/Latifa جميلة/Jamila وفاء/Wafa"
).split())  # fmt: skip
_ARABIC_FAMILY = tuple(tuple(each.split("/")) for each in (
    "العلوي/Alaoui الأمين/Alamine البكري/Bakri التازي/Tazi الجابري/Jabri الحداد/Haddad الخطيب/Khatib الداودي/Daoudi"
    " الراشد/Rashed الزهراوي/Zahraoui السالم/Salem الشامي/Chami الصباغ/Sabbagh الطاهر/Taher العباسي/Abbasi الغزالي/Ghazali"
    " الفاسي/Fassi القاسم/Kassem الكيلاني/Kilani المصري/Masri النجار/Najjar الهاشمي/Hachemi الوزاني/Ouazzani بنعلي/Benali"
    " منصور/Mansour ناصر/Nasser درويش/Darwish شاهين/Shahin قصير/Kassir حمدان/Hamdan سعيد/Saeed عثمان/Osman فارس/Fares"
    " مراد/Mourad نعيم/Naim بركات/Barakat جبران/Gebran حجازي/Hijazi خليل/Khalil رمضان/Ramadan زيدان/Zidan سلطان/Sultan"
    " شريف/Sharif صادق/Sadek طنطاوي/Tantawi عزيز/Aziz غانم/Ghanem فهمي/Fahmi كنعان/Kanaan لحود/Lahoud"
).split())  # fmt: skip
_ARABIC_COUNTRIES = tuple("DZ EG IQ JO LB LY MA MR OM QA SA SD SY TN YE".split())
_OTHER_COUNTRIES = tuple(
    "AD AE AF AG AO AT AU AZ BA BB BD BF BH BI BJ BN BS BT BW BZ CA CD CF CG CH CI CM CN CU CV CY DJ DK DM EE ER ET FJ FM"
    " GA GB GD GM GN GQ GR GT GW GY HN HT ID IE IL IN IR IS JM JP KH KI KM KN KR KW LA LC LI LK LR LS LT LU MC MG MH ML MM"
    " MN MT MU MV MW MY NA NE NI NL NO NP NR NZ PA PG PK PS PW RU RW SB SC SG SI SL SM SN SO SR SS ST SV SZ TD TG TH TJ TL"
    " TM TO TT TV TZ UG US VC VE VN VU WS ZM ZW".split()
)
_OFFICES = (
    "Ministry of Justice", "Ministry of the Interior", "Prosecutor’s Office", "Supreme Court", "Judicial Academy",
    "Police", "Bar Association", "National CERT", "Parliament", "University", "Data Protection Authority", "Central Bank",
)  # fmt: skip
_FUNCTIONS = (
    "Prosecutor", "Judge", "Investigator", "Head of unit", "Trainer", "Legal adviser", "Analyst", "Lecturer", "Lawyer",
)  # fmt: skip


@dataclass(frozen=True)
class _Person:
    """What is drawn of one contact: spellings of the name, the one that is shown first."""

    names: tuple[str, ...]
    email: str
    phone: str
    country: str


def make_contacts(
    source: random.Random, count: int, projects: Sequence[str], say: Callable[[str], object] = lambda line: None
) -> None:
    """Afterwards there are `count` contacts more, of these projects, some of them recorded twice on purpose.

    The same draws make the same rows on every database, but for what is keyed by the installation's secret.
    """
    from capacita.people.personal.models import Contact, ContactGroup, ContactName
    from tools.bulk import fill

    first = _last(Contact) + 1
    made = list(_people(source, count))
    fill(Contact, (_contact(source, first + at, each, projects) for at, each in enumerate(made)), _CONTACT)
    fill(ContactName, _names(_last(ContactName) + 1, first, made), _NAME)
    fill(ContactGroup, _groups(first, made), ("contact_id", "kind", "digest"))
    _count_on(Contact, ContactName)
    say(f"  {count} contacts, {sum(len(each.names) for each in made)} names")


_CONTACT = (
    "id", "key", "kind", "email", "phone", "employer", "function", "country", "project", "never_list", "needed_on",
    "notice_version", "recorded_by", "recorded_at",
)  # fmt: skip
_NAME = ("id", "contact_id", "text", "script", "language", "position")


def _people(source: random.Random, count: int) -> Iterator[_Person]:
    made: list[_Person] = []
    for number in range(count):
        if made and source.random() < _TWICE:
            person = _again(source, source.choice(made))
        else:
            names, countries = _name(source)
            has_address = source.random() >= _WITHOUT_ADDRESS
            person = _Person(
                names,
                _address(names[-1], number) if has_address else "",
                f"+{source.randrange(20, 999)} {source.randrange(10**8, 10**9)}"
                if source.random() < _WITH_NUMBER
                else "",
                source.choice(_OTHER_COUNTRIES) if source.random() < 0.1 else source.choice(countries),
            )
        made.append(person)
        yield person


def _name(source: random.Random) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The spellings of one name, and the countries of those who are called so."""
    kinds = (_LATIN, _CYRILLIC, _GEORGIAN, _ARMENIAN, None)
    (kind,) = source.choices(kinds, [each.weight if each else 21 for each in kinds])
    if kind is None:
        words = [_often(source, _ARABIC_GIVEN), source.choice(_ARABIC_GIVEN), source.choice(_ARABIC_FAMILY)]
        both = (" ".join(each[0] for each in words), " ".join(each[1] for each in words))
        return _written(source, *both), _ARABIC_COUNTRIES
    given = [_often(source, kind.given)]
    if source.random() * 100 < kind.second:
        given.append(source.choice(kind.given))
    own = " ".join([*given, source.choice(kind.stems) + source.choice(kind.endings)])
    if kind is _LATIN:
        return (own,), kind.countries
    return _written(source, own, anyascii(own).title()), kind.countries


def _often(source: random.Random, names: Sequence[Any]) -> Any:
    """One of the names; some are given far oftener than others."""
    return names[int(len(names) * source.random() ** 1.5)]


def _written(source: random.Random, own: str, latin: str) -> tuple[str, ...]:
    return (own, latin) if source.random() < _IN_TWO_SCRIPTS else (source.choice((own, latin)),)


def _again(source: random.Random, person: _Person) -> _Person:
    """The same person as somebody else wrote it down: another script, the words turned, the address kept or not."""
    words = person.names[-1].split()
    turned = " ".join([*words[1:], words[0]]) if source.random() < 0.3 else person.names[0]
    return _Person(
        (turned,), person.email if source.random() < 0.5 else "", person.phone if source.random() < 0.5 else "",
        person.country,
    )  # fmt: skip


def _address(name: str, number: int) -> str:
    words = "".join(each for each in anyascii(name).lower() if each.isalpha() or each == " ").split()
    return f"{words[0]}.{words[-1]}.{number}@example.org"


def _contact(source: random.Random, pk: int, person: _Person, projects: Sequence[str]) -> tuple[Any, ...]:
    from django.db import connection

    at = _BEGUN + timedelta(seconds=source.randrange(_DAYS * 86_400))
    needed_on = _NEEDED_SINCE + timedelta(days=source.randrange(1_000))
    kind = source.choices(("participant", "expert", "contact_point"), (90, 8, 2))[0]
    return (
        pk, f"{source.getrandbits(128):032x}", kind, person.email, person.phone,
        f"{source.choice(_OFFICES)}, {person.country} (made up)", source.choice(_FUNCTIONS), person.country,
        source.choice(projects) if projects else "", source.random() < _FLAGGED,
        connection.ops.adapt_datefield_value(needed_on), 1, "cli",
        connection.ops.adapt_datetimefield_value(at),
    )  # fmt: skip


def _names(first: int, contact: int, made: Sequence[_Person]) -> Iterator[tuple[Any, ...]]:
    from capacita.people.personal.rules.names import script_of

    pk = first
    for at, person in enumerate(made):
        for position, text in enumerate(person.names):
            yield (pk, contact + at, text, script_of(text).value, "", position)
            pk += 1


def _groups(contact: int, made: Sequence[_Person]) -> Iterator[tuple[int, int, int]]:
    """The groups in which each is compared, as they are kept."""
    from capacita.people.personal.queries.groups import groups_kept_of, source_kept_of
    from capacita.people.personal.rules.names import Known

    for at, person in enumerate(made):
        record = Known("", person.names, person.email, person.phone)
        yield from ((contact + at, *each) for each in sorted({source_kept_of(record), *groups_kept_of(record)}))


def _last(model: Any) -> int:
    return model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _count_on(*models: Any) -> None:
    """PostgreSQL gives out the numbers after those that were written here."""
    from django.core.management.color import no_style
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)
