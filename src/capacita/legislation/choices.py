"""How domestic law is recorded and whether it is in force; ratings of requirement elements and the statuses that follow.

Authority of ratings: the office's scale for domestic law beside ETS 185; a status is ordered from the lowest to the highest.
"""

from __future__ import annotations

from enum import StrEnum

from capacita.standards import choices as standards

# What an element is to its article: said where elements are kept.
Weight = standards.Weight


class Verified(StrEnum):
    """What somebody read for a record of domestic law."""

    TEXT = "text"
    HEADING = "heading"
    SECONDARY = "secondary"
    NONE = "none"


class Confidence(StrEnum):
    """That the mapping to the article and the citation are right."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class EventKind(StrEnum):
    """What happens to a law, or to named provisions of it."""

    ASSENT = "assent"
    PUBLICATION = "publication"
    COMMENCEMENT = "commencement"
    AMENDMENT = "amendment"
    REPEAL = "repeal"
    SUSPENSION_START = "suspension_start"
    SUSPENSION_END = "suspension_end"
    STRUCK_DOWN = "struck_down"


ENDINGS = frozenset({EventKind.REPEAL, EventKind.STRUCK_DOWN})
SUSPENSIONS = frozenset({EventKind.SUSPENSION_START, EventKind.SUSPENSION_END})


class TextKind(StrEnum):
    """Whose words the text of a provision is."""

    ORIGINAL = "original"
    OFFICIAL = "official"  # an official translation
    UNOFFICIAL = "unofficial"
    MACHINE = "machine"


class Force(StrEnum):
    """Whether a provision is in force on a date. What is not known is neither yes nor no."""

    IN_FORCE = "in_force"
    NOT_IN_FORCE = "not_in_force"
    UNDETERMINED = "undetermined"


class Reason(StrEnum):
    """Why a provision is in force on a date, is not, or why nobody can say."""

    COMMENCED = "commenced"
    RESUMED = "resumed"
    NOT_YET_ADOPTED = "not_yet_adopted"
    NOT_YET_COMMENCED = "not_yet_commenced"
    COMMENCEMENT_UNKNOWN = "commencement_unknown"
    SUSPENDED = "suspended"
    SUSPENSION_UNKNOWN = "suspension_unknown"
    STRUCK_DOWN = "struck_down"
    REPEALED = "repealed"
    REPLACED = "replaced"
    ENDED = "ended"
    END_UNKNOWN = "end_unknown"
    NO_SUCH_POWER = "no_such_power"
    NOT_SEARCHED = "not_searched"


# Characters of what a rating says, and of the note beside it: a cell of a workbook holds three times that.
MOST_TYPED = 10_000


class Rating(StrEnum):
    """What domestic law does about one requirement element."""

    MET = "MET"  # explicit text in force
    MET_G = "MET-G"  # general law or settled case law
    PART = "PART"  # the missing part is named
    NOT = "NOT"  # looked for and absent, struck down or suspended
    RES = "RES"  # the State's own valid reservation or declaration
    UNK = "UNK"  # not assessed
    NA = "NA"  # cannot apply


class Flag(StrEnum):
    """What is to be known about a rating and does not change it."""

    DRAFT = "DRAFT"
    CONTESTED = "CONTESTED"
    STALE = "STALE"
    WEAK = "WEAK"  # rests on evidence of class 4 or 5 alone


class Scale(StrEnum):
    """Words in the order in which they are written, the lowest first; compared by that order and not as text."""

    rank: int

    def __init__(self, _text: str) -> None:
        self.rank = len(type(self).__members__)

    def __lt__(self, other: str) -> bool:
        return self.rank < self._rank_of(other)

    def __le__(self, other: str) -> bool:
        return self.rank <= self._rank_of(other)

    def __gt__(self, other: str) -> bool:
        return self.rank > self._rank_of(other)

    def __ge__(self, other: str) -> bool:
        return self.rank >= self._rank_of(other)

    def _rank_of(self, other: str) -> int:
        return other.rank if isinstance(other, type(self)) else type(self)(other).rank


class ArticleStatus(Scale):
    """How far domestic law is in line with one article. An article of which nothing is rated has none: NOT_ASSESSED."""

    NOT = "not"
    PARTLY = "partly"
    LARGELY = "largely"
    IN_LINE = "in_line"


NOT_ASSESSED = "not_assessed"


class SubstantiveStatus(Scale):
    """Where a country's substantive law stands, Articles 2 to 11 together."""

    NOT = "not"
    PARTLY = "partly"
    LARGELY_IN_LINE = "largely_in_line"


class PowersStatus(Scale):
    """Where a country's procedural powers stand, Articles 16 to 21 together."""

    NOT = "not"
    PARTLY = "partly"
    LARGELY_IN_PLACE = "largely_in_place"


class SafeguardsLabel(StrEnum):
    """What is said beside powers that are, or may be, largely in place. A country with a label is counted apart."""

    DEFICIENT = "safeguards_deficient"
    NOT_ASSESSED = "safeguards_not_assessed"


class Fault(StrEnum):
    """What is wrong with ratings that were sent, as a word for programs."""

    TOO_LARGE = "too_large"
    NOT_JSON = "not_json"
    NOT_AN_OBJECT = "not_an_object"
    DUPLICATE_KEY = "duplicate_key"
    UNKNOWN_PROVISION = "unknown_provision"
    NOT_RATABLE = "not_ratable"
    UNKNOWN_ELEMENT = "unknown_element"
    NOT_TEXT = "not_text"
    UNKNOWN_CODE = "unknown_code"
    NO_CORE_ELEMENT_LEFT = "no_core_element_left"


class Publication(StrEnum):
    """Who may see a country's ratings: the office, the country as well, or everybody."""

    INTERNAL = "internal"
    SHARED = "shared"
    PUBLIC = "public"


class Readers(StrEnum):
    """Whose ratings are read: the public ones, or every approved one, which the office alone may see."""

    PUBLIC = "public"
    OFFICE = "office"

    @property
    def is_public(self) -> bool:
        return self is Readers.PUBLIC


class Cause(StrEnum):
    """Why a rating differs from the one before. Only the first may be claimed as a result."""

    LAW_CHANGED = "law_changed"
    EVIDENCE_FOUND = "evidence_found"
    ERROR_CORRECTED = "error_corrected"
    RULE_CHANGED = "rule_changed"


class UseKind(StrEnum):
    """By what a State drew on the Convention for its legislation."""

    EXPLANATORY_MEMORANDUM = "explanatory_memorandum"
    STATEMENT = "statement_in_parliament"
    LEGAL_OPINION = "legal_opinion"


class Role(StrEnum):
    """A core term may suggest an article alone, a weak one only beside a core one; a misleading one looks right and is not."""

    CORE = "core"
    WEAK = "weak"
    MISLEADING = "misleading"


class Basis(StrEnum):
    """The kind of text in which the words of a term were seen."""

    LAW = "law"
    LAW_QUOTED = "law_quoted"
    BILL = "bill"
    TREATY_AUTHENTIC = "treaty_authentic"
    TREATY_EXPLANATORY_REPORT = "treaty_explanatory_report"
    TREATY_OFFICIAL_TRANSLATION = "treaty_official_translation"
    REGIONAL_TREATY = "regional_treaty"
    DRAFT = "draft"
    COE_DOCUMENT = "coe_document"
    TREATY_UNOFFICIAL_TRANSLATION = "treaty_unofficial_translation"
    OTHER = "other"
    GENERAL_KNOWLEDGE = "general_knowledge"


# Words seen in a text of another kind, or nowhere, stay unverified.
VERIFYING = frozenset(
    {
        Basis.LAW,
        Basis.LAW_QUOTED,
        Basis.BILL,
        Basis.TREATY_AUTHENTIC,
        Basis.TREATY_EXPLANATORY_REPORT,
        Basis.TREATY_OFFICIAL_TRANSLATION,
        Basis.REGIONAL_TREATY,
    }
)


class SharedObject(StrEnum):
    """A thing that several articles attack or seek; the terms for it are weak and serve all of them."""

    COMPUTER_SYSTEM = "computer_system"
    COMPUTER_DATA = "computer_data"
    SERVICE_PROVIDER = "service_provider"
    TRAFFIC_DATA = "traffic_data"
    SUBSCRIBER_INFORMATION = "subscriber_information"
    CONTENT_DATA = "content_data"
    ELECTRONIC_EVIDENCE = "electronic_evidence"


# The languages in which there are terms. How words are compared is known for these.
TERM_LANGUAGES = ("en", "fr", "es", "ro", "ar", "uk", "pt", "ru")
