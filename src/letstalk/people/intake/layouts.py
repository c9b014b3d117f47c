"""The layouts that organizers' programs write, recognised by their real headers, and what each column means there."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from letstalk.people.intake.targets import Target as T

# How a name that is numbered up is written below: "E-mail # - Value".
NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Layout:
    """A program's export. `marks`: headers that must be there; `dates`: the order it writes days in, "" for unknown.

    system: whose numbers it carries. tags: what stands between tags in one cell.
    """

    key: str
    title: str
    marks: frozenset[str]
    columns: Mapping[str, T]
    system: str = ""
    tags: str = ","
    dates: str = ""
    any_of: frozenset[str] = field(default_factory=frozenset)

    def fits(self, names: set[str]) -> bool:
        return self.marks <= names and (not self.any_of or bool(self.any_of & names))

    def target(self, name: str) -> T | None:
        """What a column means in this layout; None where the layout does not know it."""
        plain = plain_name(name)
        return self.columns.get(plain, self.columns.get(NUMBER.sub("#", plain)))


def plain_name(name: str) -> str:
    """A header as it is compared: without case, outer spaces and marks."""
    return " ".join(name.replace("\ufeff", "").strip().casefold().split())


def _of(**columns: str) -> dict[str, T]:
    """Columns by what they mean: names with a bar between them."""
    return {plain_name(name): T(target) for target, names in columns.items() for name in names.split("|")}


ACTION_NETWORK = Layout(
    key="action_network",
    title="Action Network",
    system="action_network",
    marks=frozenset({"email"}),
    any_of=frozenset({"can2_phone", "can2_user_tags", "can2_subscription_status", "can2_sms_status"}),
    tags=",",
    dates="ymd",
    columns=_of(
        number="uuid",
        first="first_name",
        last="last_name",
        email="email",
        phone="can2_phone|phone|phone number|mobile",
        zip="zip_code",
        street="can2_user_address",
        city="can2_user_city",
        region="can2_state_abbreviated",
        tags="can2_user_tags",
        email_yes="can2_subscription_status",
        email_yes_on="can2_subscription_date",
        text_yes="can2_sms_status",
        pronouns="pronouns",
        language="language|preferred language",
    ),
)
VAN = Layout(
    key="van",
    title="VAN or EveryAction",
    system="van",
    marks=frozenset(),
    any_of=frozenset({"voter file vanid", "vanid", "van id"}),
    dates="mdy",
    columns=_of(
        number="voter file vanid|vanid|van id",
        first="firstname|first name",
        middle="middlename|middle name",
        last="lastname|last name",
        suffix="suffix",
        full="contact name",
        street="vaddress|maddress|address|street address|address line 1",
        city="city|vcity|mcity",
        region="state|vstate|mstate|state/province",
        zip="zip5|zip|vzip5|mzip5|zip/postal",
        email="email|preferred email|personal email|work email",
        phone="cell phone|pref phone|preferred phone|home phone|phone|mobile phone",
    ),
)
NATIONBUILDER = Layout(
    key="nationbuilder",
    title="NationBuilder",
    system="nationbuilder",
    marks=frozenset({"nationbuilder_id"}),
    tags=",",
    dates="mdy",
    columns=_of(
        number="nationbuilder_id",
        first="first_name",
        middle="middle_name",
        last="last_name",
        suffix="suffix",
        full="full_name",
        email="email|email#",
        phone="phone_number|mobile_number|work_phone_number",
        language="language",
        email_yes="email_opt_in",
        text_yes="mobile_opt_in",
        no_calls="do_not_call|federal_donotcall",
        no_contact="do_not_contact",
        tags="tag_list",
        note="note",
        street="primary_address1|primary_address2",
        city="primary_city",
        region="primary_state",
        zip="primary_zip",
        country="primary_country_code",
    ),
)
MOBILIZE = Layout(
    key="mobilize",
    title="Mobilize",
    system="mobilize",
    marks=frozenset(),
    any_of=frozenset({"user__given_name", "user__email_address", "sms_opt_in_status", "given_name_at_signup"}),
    dates="ymd",
    columns=_of(
        number="user_id",
        first="given_name|user__given_name",
        last="family_name|user__family_name",
        email="email_addresses|user__email_address|email_address",
        phone="phone_numbers|user__phone_number|phone_number",
        zip="user__postal_code|postal_code",
        text_yes="sms_opt_in_status",
        no_contact="blocked_date",
    ),
)
REACH = Layout(
    key="reach",
    title="Reach",
    system="reach",
    marks=frozenset({"reach id"}),
    tags=";",
    columns=_of(
        number="reach id",
        first="first name",
        last="last name",
        full="name|full name",
        email="email|email address",
        phone="phone|phone number|mobile phone",
        street="address|street address",
        city="city",
        region="state",
        zip="zip|zip code|zipcode",
        tags="campaign tags",
    ),
)
ACTION_KIT = Layout(
    key="actionkit",
    title="Membership list (ActionKit)",
    system="actionkit",
    marks=frozenset({"ak_id"}),
    dates="mdy",
    columns=_of(
        number="ak_id",
        first="first_name",
        middle="middle_name",
        last="last_name",
        suffix="suffix",
        email="email",
        phone="mobile_phone|home_phone|work_phone",
        street="billing_address_line_1|billing_address_line_2",
        city="billing_city",
        region="billing_state",
        zip="billing_zip",
        no_calls="do_not_call",
        since="join_date",
    ),
)
ACTION_BUILDER = Layout(
    key="action_builder",
    title="Action Builder",
    system="action_builder",
    marks=frozenset({"first name"}),
    any_of=frozenset({"email type", "phone number type", "phone number extension", "assessment"}),
    dates="dmy",
    columns=_of(
        number="custom id|custom id #|entity id|interact id",
        first="first name",
        middle="middle name",
        last="last name",
        full="full name",
        nickname="nickname",
        email="email",
        phone="phone number",
        street="address line #",
        city="city",
        region="state",
        zip="zip",
        language="preferred language",
        pronouns="pronouns",
    ),
)
CIVICRM = Layout(
    key="civicrm",
    title="CiviCRM",
    system="civicrm",
    marks=frozenset({"contact id"}),
    any_of=frozenset(
        {"display name", "sort name", "do not email", "do not phone", "contact type", "internal contact id"}
    ),
    dates="ymd",
    columns=_of(
        number="contact id|internal contact id",
        first="first name",
        middle="middle name",
        last="last name",
        suffix="individual suffix",
        full="display name",
        nickname="nickname",
        email="email",
        phone="phone|phone (primary)|mobile",
        street="street address|supplemental address #",
        city="city",
        region="state|state/province",
        zip="postal code",
        country="country",
        tags="tag(s)|tags",
        note="note(s)",
        no_calls="do not phone|do not sms",
        no_contact="no bulk emails (user opt out) and contact",
        language="preferred language",
    ),
)
_GOOGLE_SHARED = _of(
    email="e-mail # - value",
    phone="phone # - value",
    nickname="nickname",
    note="notes",
    suffix="name suffix",
    address="address # - formatted",
)
GOOGLE = Layout(
    key="google",
    title="Google Contacts",
    marks=frozenset({"first name", "last name", "labels"}),
    any_of=frozenset({"e-mail 1 - value", "phone 1 - value", "file as", "organization name"}),
    tags=" ::: ",
    columns=_GOOGLE_SHARED | _of(first="first name", middle="middle name", last="last name", tags="labels"),
)
GOOGLE_OLD = Layout(
    key="google_old",
    title="Google Contacts (older)",
    marks=frozenset({"given name", "family name"}),
    any_of=frozenset({"group membership", "e-mail 1 - type", "additional name"}),
    tags=" ::: ",
    columns=_GOOGLE_SHARED
    | _of(full="name", first="given name", middle="additional name", last="family name", tags="group membership"),
)
OUTLOOK = Layout(
    key="outlook",
    title="Outlook",
    marks=frozenset({"first name", "last name", "e-mail address"}),
    tags=";",
    columns=_of(
        first="first name",
        middle="middle name",
        last="last name",
        suffix="suffix",
        email="e-mail address|e-mail # address",
        phone="mobile phone|home phone|home phone #|business phone|business phone #|primary phone|other phone",
        street="home street",
        city="home city",
        region="home state",
        zip="home postal code",
        country="home country/region",
        tags="categories",
        note="notes",
    ),
)
THUNDERBIRD = Layout(
    key="thunderbird",
    title="Thunderbird",
    marks=frozenset({"first name", "last name", "primary email"}),
    columns=_of(
        first="first name",
        last="last name",
        full="display name",
        nickname="nickname",
        email="primary email|secondary email",
        phone="mobile number|home phone|work phone",
        street="home address|home address #",
        city="home city",
        region="home state",
        zip="home zipcode",
        country="home country",
        note="notes",
    ),
)
CARDS = Layout(
    key="vcard",
    title="vCard",
    system="vcard",
    marks=frozenset({"full name", "emails", "phones", "uid"}),
    tags=" ::: ",
    columns=_of(
        full="full name",
        first="first name",
        middle="middle name",
        last="last name",
        suffix="suffix",
        email="emails",
        phone="phones",
        address="address",
        tags="tags",
        pronouns="pronouns",
        language="language",
        note="note",
        number="uid",
    ),
)
# What our own lists and the archive are written with comes in again as it went out.
OWN = Layout(
    key="own",
    title="Let's Talk",
    marks=frozenset({"name", "emails", "phones", "pronouns", "tags"}),
    tags=" ::: ",
    dates="ymd",
    columns=_of(
        full="name",
        email="emails",
        phone="phones",
        address="address",
        tags="tags",
        pronouns="pronouns",
        language="language",
        note="note",
        no_contact="do not contact",
    ),
)
OTHER = Layout(key="other", title="", marks=frozenset({"\0"}), columns={})

LAYOUTS: Sequence[Layout] = (
    ACTION_NETWORK,
    NATIONBUILDER,
    ACTION_KIT,
    VAN,
    MOBILIZE,
    REACH,
    CARDS,
    OWN,
    GOOGLE,
    GOOGLE_OLD,
    OUTLOOK,
    THUNDERBIRD,
    CIVICRM,
    ACTION_BUILDER,
)
_BY_KEY = {layout.key: layout for layout in (*LAYOUTS, OTHER)}


def layout_of(columns: Sequence[str]) -> Layout:
    """The layout these headers belong to; OTHER where none is known."""
    names = {plain_name(name) for name in columns}
    return next((layout for layout in LAYOUTS if layout.fits(names)), OTHER)


def layout_called(key: str) -> Layout:
    return _BY_KEY.get(key, OTHER)
