"""What a site signs its users with: reads keys of the state store, writes them; says what a token proves."""

from portret.collect.signing.keys import open_proofs
from portret.collect.signing.proof import Credentials, Proofs

__all__ = ["Credentials", "Proofs", "open_proofs"]
