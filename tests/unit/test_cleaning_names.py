"""Names: their case, their parts, their keys, their short forms, and what is none."""

import pytest

from portret.unify.cleaning import clean_name, name_key, nickname_groups, split_name


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("MCDONALD", "McDonald"),
        ("o'brien", "O'Brien"),
        ("müller-lüdenscheidt", "Müller-Lüdenscheidt"),
        ("ŁUKASZ", "Łukasz"),
        ("ŻÓŁĆ", "Żółć"),
        ("ИВАНОВ", "Иванов"),
        ("VAN DER BERG", "van der Berg"),
        ("van", "Van"),
        ("DiCaprio", "DiCaprio"),
        ("jan iii sobieski", "Jan III Sobieski"),
        ("  Jan\u00a0\u200b Maria ", "Jan Maria"),
        ("\u202eJan\x00 😀", "Jan"),
        ("李明", "李明"),
    ],
)
def test_a_name_is_in_sensible_case(raw: str, value: str) -> None:
    cleaned = clean_name(raw)
    assert (cleaned.value, cleaned.raw, cleaned.flags) == (value, raw, ())


@pytest.mark.parametrize(
    "raw", ["test test", "asdf", "йцукен", "123", "aaaa", "n/a", "--", "Test1", {"a": 1}, "x" * 300]
)
def test_nonsense_is_no_name(raw: object) -> None:
    assert clean_name(raw).flags == ("junk-name",)


@pytest.mark.parametrize("raw", ["Jennifer Null", "Tester Kowalski", "Li", "J.", "Oo Nguyễn", None, "", "  "])
def test_odd_names_are_names_and_nothing_is_no_fault(raw: object) -> None:
    assert clean_name(raw).flags == ()


@pytest.mark.parametrize(
    ("full", "parts"),
    [
        ("Jan Kowalski", ("Jan", "Kowalski")),
        ("KOWALSKI, Jan", ("Jan", "KOWALSKI")),
        ("Dr. Anna Maria Nowak", ("Anna Maria", "Nowak")),
        ("Mr John Smith Jr.", ("John", "Smith")),
        ("Ludwig van Beethoven", ("Ludwig", "van Beethoven")),
        ("Juan de la Cruz", ("Juan", "de la Cruz")),
        ("Иванов Иван Иванович", ("Иван Иванович", "Иванов")),
        ("Иван Иванович Иванов", ("Иван Иванович", "Иванов")),
        ("Nowak Kasia", ("Kasia", "Nowak")),
        ("John (Johnny) Smith", ("John", "Smith")),
        ("Cher", ("Cher", "")),
        ("", ("", "")),
        (None, ("", "")),
    ],
)
def test_a_full_name_has_given_names_and_a_family_name(full: object, parts: tuple[str, str]) -> None:
    assert split_name(full) == parts


SPELLINGS = [
    "Иванов Ivanov Iwanow Ivanoff IVANOV",
    "Łukasz Lukasz ŁUKASZ",
    "Müller Mueller Muller",
    "Фёдор Федор Fyodor Fedor Fjodor",
    "Чехов Chekhov Czechow",
    "Щербаков Shcherbakov Szczerbakow",
    "Сергей Sergey Sergei Siergiej Sergej",
    "Юрий Yuri Yury Jurij Iurii",
    "Горбачёв Gorbachev Gorbaczow",
    "Соловьёв Соловьев Solovyov Soloviev Sołowjow",
    "Сергеев Sergeev Sergeyev",
    "Николаев Nikolaev Nikolayev",
    "Кузнецов Kuznetsov Kuzniecow",
    "Żółć Zolc",
    "Gęśla Gesla",
    "O'Brien O’Brien OBrien",
    "Григорій Hryhorii",
    "Олександр Oleksandr",
    "Schmidt Шмидт",
    "Strauß Strauss",
]


@pytest.mark.parametrize("spellings", SPELLINGS)
def test_all_spellings_of_a_name_have_one_key(spellings: str) -> None:
    assert len({name_key(spelling) for spelling in spellings.split()}) == 1


@pytest.mark.parametrize("names", ["Mayer Marr", "Reyes Ries", "Bayer Barr", "Kowalski Kowalska", "Jan Jana"])
def test_names_that_only_resemble_each_other_keep_their_keys(names: str) -> None:
    assert len({name_key(name) for name in names.split()}) == 2


def test_different_names_have_different_keys() -> None:
    keys = [name_key(spellings.split()[0]) for spellings in SPELLINGS]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Саша", "Alexander"), ("Kasia", "Екатерина"), ("Bill", "William"), ("Oleńka", "Александра"), ("Xquz", "xquz")],
)
def test_short_forms_share_a_group_with_the_name(one: str, other: str) -> None:
    assert set(nickname_groups(one)) & set(nickname_groups(other))


def test_names_that_are_not_related_share_no_group() -> None:
    assert not set(nickname_groups("Kasia")) & set(nickname_groups("Bill"))
    assert nickname_groups("") == nickname_groups(None) == nickname_groups("🙂") == ()
