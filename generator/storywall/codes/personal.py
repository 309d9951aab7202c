"""Codes for personal data in what members send (trust rule T6). Their messages show only a part of what was found: reports are often public."""

from storywall.problems import N_, Code, Severity

_OVERRIDE = N_("Take it out. Where it is no personal data, or meant to be public, an editor overrides this code under `allow`, with the reason.")

CODES = (
    Code(
        name="email-address",
        message=N_("a mail address is written here: {value}"),
        hint=N_("take it out; people can be reached through their profile's links"),
        meaning=N_("What members send shows no mail addresses: pages are read by programs that collect them, and copies stay (T6)."),
        bad="Write to me: mara.lindt@mail.example",
        cure=_OVERRIDE,
        allowable=True,
    ),
    Code(
        name="card-number",
        message=N_("this looks like a card number: {value}"),
        hint=N_("take it out"),
        meaning=N_("A number of a payment card's form, with the right check digit (T6)."),
        bad="I paid with 4111 1111 1111 1111",
        cure=_OVERRIDE,
        allowable=True,
    ),
    Code(
        name="iban",
        message=N_("this is a bank account (IBAN): {value}"),
        hint=N_("take it out"),
        meaning=N_("An account number of a known country's form, with the right check digits (T6)."),
        bad="Please refund to DE89 3704 0044 0532 0130 00",
        cure=_OVERRIDE,
        allowable=True,
    ),
    Code(
        name="phone-number",
        message=N_("this looks like a phone number: {value}"),
        hint=N_("take it out, unless everybody may call it"),
        meaning=N_("A phone number in the international form, or in that of the country whose language the item is in (T6)."),
        bad="Call me at +39 06 6982 1234",
        cure=_OVERRIDE,
        severity=Severity.WARNING,
        allowable=True,
    ),
    Code(
        name="order-number",
        message=N_("this looks like an order number: {value}"),
        hint=N_("take it out; `verified` is the place for an order's token"),
        meaning=N_("With an order's number a stranger can ask a shop for the order's address (T6)."),
        bad="My order no. 1048-2231 came late",
        cure=_OVERRIDE,
        severity=Severity.WARNING,
        allowable=True,
    ),
)
