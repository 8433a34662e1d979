"""Normalisers: contacts and digests in the one form in which they are compared. What is refused has a `reason`."""

from typing import Any, Dict, Optional

from ._library import answer, lib, text
from ._values import Text, optional, sized, to_json


def phone(raw: Text, region: Optional[str] = None) -> Dict[str, Any]:
    """Reads a phone number, however it is written: `e164`, `digits`, `national`, `calling_code`, `mainland`. A number without a country code is of the region, `CN` say."""
    return answer(lib.oneid_phone_parse, *sized(raw), *optional(region))


def phone_digest(raw: Text, scheme: str, region: Optional[str] = None) -> str:
    """The digest of a phone number by a scheme: `md5`, `sha256` or `sm3`, an underscore, and what is hashed: `e164`, `digits` or `national`."""
    return _text(lib.oneid_phone_digest, *sized(raw), *optional(region), *sized(scheme))


def email(raw: Text) -> Dict[str, Any]:
    """Reads an e-mail address: `email`, `local`, `domain`, and `uid2` and `google`, the forms that these hash."""
    return answer(lib.oneid_email_parse, *sized(raw))


def email_digest(raw: Text, hash: str) -> str:
    """The digest of an e-mail address by `md5`, `sha256` or `sm3`."""
    return _text(lib.oneid_email_digest, *sized(raw), *sized(hash))


def digest(raw: Text, hash: str) -> str:
    """A digest that somebody else made, as lower-case hexadecimal digits."""
    return _text(lib.oneid_digest_parse, *sized(raw), *sized(hash))


def contact(raw: Text) -> str:
    """Text of a contact as it is compared: NFKC, without white space around it."""
    return _text(lib.oneid_contact_normalize, *sized(raw))


def account(raw: Text) -> str:
    """Text of an account as it is compared: byte for byte, without white space around it."""
    return _text(lib.oneid_account_normalize, *sized(raw))


def parse_identifier(id: Text) -> Dict[str, str]:
    """Takes an identifier, `namespace[@scope]:value`, apart: `namespace`, `scope` if it has one, `value`."""
    return answer(lib.oneid_identifier_parse, *sized(id))


def join_identifier(namespace: Text, value: Text, scope: Optional[Text] = None) -> str:
    """Puts an identifier together of its parts."""
    return _text(lib.oneid_identifier_join, *sized(namespace), *optional(scope), *sized(value))


def parse_operation(operation: Any) -> Dict[str, Any]:
    """Reads an operation, JSON or a dict, and spells every key out."""
    return answer(lib.oneid_operation_parse, *sized(operation if isinstance(operation, (str, bytes)) else to_json(operation)))


def _text(function: Any, *arguments: Any) -> str:
    return text(function, *arguments) or ""
