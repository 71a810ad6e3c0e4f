"""Languages in which a letter may be kept, with what a printer has to know of each.

Practices write the language in words; it is found by the name here, by another common one or by its tag.
What is not in this list has no letter: who speaks it is rung.
"""

from dataclasses import dataclass

ENGLISH = frozenset({"", "ENGLISH", "EN", "ENG"})  # what an extract says of whom the standard letter is for


@dataclass(frozen=True)
class Script:
    """
    :param key: of ISO 15924, lower case; a class of the style sheet names the typefaces
    :param typeface: one that has its letters and that Windows brings, "" where none is known
    """

    key: str
    typeface: str
    right_to_left: bool = False


@dataclass(frozen=True)
class Language:
    """`tag` of BCP 47, for the page and for screen readers; `others` what it is called too."""

    name: str
    tag: str
    script: Script
    others: tuple[str, ...] = ()

    @property
    def direction(self) -> str:
        return "rtl" if self.script.right_to_left else "ltr"

    @property
    def spellings(self) -> frozenset[str]:
        return frozenset(each.upper() for each in (self.name, self.tag, *self.others))


# Typefaces: "Windows 10 and 11 font list" and "Script and font support in Windows" (Microsoft Typography).
_LATIN, _CYRILLIC, _GREEK = Script("latn", "Arial"), Script("cyrl", "Arial"), Script("grek", "Arial")
_ARABIC, _HEBREW = Script("arab", "Arial", right_to_left=True), Script("hebr", "Arial", right_to_left=True)
_INDIC = Script("indic", "Nirmala UI")
_SIMPLIFIED, _TRADITIONAL = Script("hans", "Microsoft YaHei"), Script("hant", "Microsoft JhengHei")
_ETHIOPIC = Script("ethi", "Ebrima")

LANGUAGES = (
    Language("Albanian", "sq", _LATIN),
    Language("Amharic", "am", _ETHIOPIC),
    Language("Arabic", "ar", _ARABIC),
    Language("Armenian", "hy", Script("armn", "Segoe UI")),
    Language("Assyrian", "aii", Script("syrc", "", right_to_left=True)),
    Language("Bengali", "bn", _INDIC, ("Bangla",)),
    Language("Bulgarian", "bg", _CYRILLIC),
    Language("Cantonese", "yue", _TRADITIONAL),
    Language("Croatian", "hr", _LATIN),
    Language("Dari", "prs", _ARABIC),
    Language("French", "fr", _LATIN),
    Language("German", "de", _LATIN),
    Language("Greek", "el", _GREEK),
    Language("Gujarati", "gu", _INDIC),
    Language("Hebrew", "he", _HEBREW),
    Language("Hindi", "hi", _INDIC),
    Language("Hungarian", "hu", _LATIN),
    Language("Igbo", "ig", _LATIN),
    Language("Italian", "it", _LATIN),
    Language("Japanese", "ja", Script("jpan", "Yu Gothic")),
    Language("Korean", "ko", Script("kore", "Malgun Gothic")),
    Language("Lithuanian", "lt", _LATIN),
    Language("Malayalam", "ml", _INDIC),
    Language("Mandarin", "zh", _SIMPLIFIED, ("Chinese (Mandarin)",)),
    Language("Nepali", "ne", _INDIC),
    Language("Pashto", "ps", _ARABIC),
    Language("Persian", "fa", _ARABIC, ("Farsi",)),
    Language("Polish", "pl", _LATIN),
    Language("Portuguese", "pt", _LATIN),
    Language("Punjabi", "pa", _INDIC, ("Panjabi",)),
    Language("Romanian", "ro", _LATIN),
    Language("Russian", "ru", _CYRILLIC),
    Language("Serbian", "sr", _CYRILLIC),
    Language("Somali", "so", _LATIN),
    Language("Spanish", "es", _LATIN),
    Language("Swahili", "sw", _LATIN),
    Language("Tagalog", "tl", _LATIN, ("Filipino",)),
    Language("Tamil", "ta", _INDIC),
    Language("Thai", "th", Script("thai", "Leelawadee UI")),
    Language("Tigrinya", "ti", _ETHIOPIC),
    Language("Turkish", "tr", _LATIN),
    Language("Twi", "tw", _LATIN),
    Language("Ukrainian", "uk", _CYRILLIC),
    Language("Urdu", "ur", _ARABIC),
    Language("Vietnamese", "vi", _LATIN),
    Language("Yoruba", "yo", _LATIN),
)
BY_NAME = {each.name: each for each in LANGUAGES}
BY_SPELLING = {spelling: each for each in LANGUAGES for spelling in each.spellings}


def language_of(words: str) -> Language | None:
    """Which language an extract means, None where it is English, not said or none of ours."""
    return BY_SPELLING.get(words.upper())


def is_english(words: str) -> bool:
    """Or not said."""
    return words.upper() in ENGLISH
