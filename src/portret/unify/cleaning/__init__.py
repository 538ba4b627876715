"""Clean values of people: reads what sources say of them and packaged tables, writes nothing, changes no trait.

E-mail addresses, phones, names, birth dates, postcodes, countries. Each function is pure, takes whatever JSON can say
and never raises; cleaning what is clean changes nothing.
"""

from portret.unify.cleaning.birth import clean_birth_date
from portret.unify.cleaning.contact import clean_contact
from portret.unify.cleaning.country import clean_country
from portret.unify.cleaning.email import clean_email, email_key, normal_email
from portret.unify.cleaning.flags import CONTACT_FLAGS, contact_flags, flagged_trait
from portret.unify.cleaning.full_names import split_name
from portret.unify.cleaning.keys import name_key
from portret.unify.cleaning.model import Cleaned, Contact
from portret.unify.cleaning.names import clean_name
from portret.unify.cleaning.nicknames import nickname_groups
from portret.unify.cleaning.phone import clean_phone, normal_phone
from portret.unify.cleaning.postcode import clean_postcode
from portret.unify.cleaning.traits import standard_field, trait_keys

__all__ = [
    "CONTACT_FLAGS",
    "Cleaned",
    "Contact",
    "clean_birth_date",
    "clean_contact",
    "clean_country",
    "clean_email",
    "clean_name",
    "clean_phone",
    "clean_postcode",
    "contact_flags",
    "email_key",
    "flagged_trait",
    "name_key",
    "nickname_groups",
    "normal_email",
    "normal_phone",
    "split_name",
    "standard_field",
    "trait_keys",
]
