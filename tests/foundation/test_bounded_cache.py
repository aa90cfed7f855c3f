"""What a year keeps beside itself: forgotten by age of use, never more than the limit, never another result."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from foundation import bounded_cache
from foundation.bounded_cache import BoundedCache, size_of
from weather.sun import plane_irradiance


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(bounded_cache, "LIMIT_BYTES", 2400)


def test_the_longest_unused_goes_first(small):
    kept = BoundedCache()
    for key in "abc":
        kept[key] = np.zeros(100)
    assert "a" in kept  # used
    kept["d"] = np.zeros(100)
    assert list(kept) == ["c", "a", "d"]
    assert kept.taken == 2400


def test_an_entry_written_again_counts_once(small):
    kept = BoundedCache()
    for _ in range(5):
        kept["a"] = (np.zeros(100), 1.0)
    assert kept.taken == 800


def test_one_large_entry_is_kept(small):
    kept = BoundedCache({"a": 1.0})
    kept["b"] = np.zeros(1000)
    assert list(kept) == ["b"]


def test_the_arrays_of_a_plane_are_counted(kunming):
    plane = plane_irradiance(replace(kunming, cache={}), 30.0, 180.0)
    assert size_of(plane) == 5 * 8 * kunming.hours


def test_many_planes_stay_within_the_limit(kunming, monkeypatch):
    year = replace(kunming, cache={})
    first = plane_irradiance(year, 10.0, 0.0).poa_direct.copy()
    monkeypatch.setattr(bounded_cache, "LIMIT_BYTES", 10 * size_of(plane_irradiance(year, 10.0, 0.0)))
    for azimuth in range(30):
        plane_irradiance(year, 10.0, float(azimuth))
        assert sum(size_of(v) for v in year.cache.values()) <= bounded_cache.LIMIT_BYTES
    assert not any(key[:3] == ("poa", 10.0, 0.0) for key in year.cache)
    assert np.array_equal(plane_irradiance(year, 10.0, 0.0).poa_direct, first)
