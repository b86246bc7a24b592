"""Small prime numbers, by trial division."""

from __future__ import annotations

from itertools import count
from math import isqrt

from tropnet.errors import InputError
from tropnet.polyhedra.reading import integer_at_least

__all__ = ["checked_prime", "is_prime", "least_prime_not_dividing"]


def is_prime(number: int) -> bool:
    """Whether a number has exactly two divisors; the cost grows with its square root.

    Examples
    --------
    >>> [n for n in range(-2, 24) if is_prime(n)]
    [2, 3, 5, 7, 11, 13, 17, 19, 23]
    """
    return number > 1 and all(number % divisor for divisor in range(2, isqrt(number) + 1))


def checked_prime(number: int) -> int:
    """The number, which is a prime.

    Raises
    ------
    InputError
        If it is not.

    Examples
    --------
    >>> checked_prime(6)
    Traceback (most recent call last):
    tropnet.errors.InputError: 6 is no prime; give one, such as 2
    """
    value = integer_at_least(2, number, "the prime")
    if not is_prime(value):
        raise InputError(f"{value} is no prime; give one, such as 2")
    return value


def least_prime_not_dividing(number: int) -> int:
    """The least prime that does not divide a number other than 0.

    Raises
    ------
    InputError
        If the number is no positive integer.

    Examples
    --------
    >>> [least_prime_not_dividing(n) for n in (1, 2, 10, 30, 45)]
    [2, 3, 3, 7, 2]
    """
    value = integer_at_least(1, number, "the number")
    return next(candidate for candidate in count(2) if value % candidate and is_prime(candidate))
