"""Signatures and keys."""

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

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
    assert len(random_name(9999)) == 9999


def test_random_names_are_never_given_twice() -> None:
    with ThreadPoolExecutor(8) as pool:
        names = list(pool.map(lambda _: random_name(8), range(40_000)))
    assert len(set(names)) == len(names)
    counted = Counter("".join(names)).values()
    assert len(counted) == len(ALPHABET)
    assert max(counted) < 1.2 * min(counted)


def test_a_process_that_is_forked_draws_letters_of_its_own() -> None:
    random_name(1)
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writes, random_name(32).encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reads, 32).decode() != random_name(32)
    os.close(reads)
    os.close(writes)


def test_a_digest_does_not_hold_the_token() -> None:
    assert b"token" not in digest("token")
    assert len(digest("token")) == 32
