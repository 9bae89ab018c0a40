"""Signatures and keys."""

from bulletdrop.core.crypto import ALPHABET, derive, digest, random_name, sign, signature_matches


def test_a_key_for_one_purpose_is_no_key_for_another() -> None:
    assert derive("secret", "links") != derive("secret", "tokens")
    assert derive("secret", "links") != derive("Secret", "links")
    assert len(derive("s", "p")) == 32


def test_signatures_hold_for_their_message_and_key_alone() -> None:
    signature = sign(b"key", "message")
    assert len(signature) == 32
    assert signature_matches(b"key", "message", signature)
    assert not signature_matches(b"other", "message", signature)
    assert not signature_matches(b"key", "massage", signature)
    assert not signature_matches(b"key", "message", "")
    assert not signature_matches(b"key", "message", "\udcff" * 32)


def test_random_names_are_of_the_alphabet() -> None:
    assert len(random_name(11)) == 11
    assert set(random_name(500)) <= set(ALPHABET)
    assert random_name(16) != random_name(16)


def test_a_digest_does_not_hold_the_token() -> None:
    assert b"token" not in digest("token")
    assert len(digest("token")) == 32
