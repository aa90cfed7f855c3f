"""Modules on roofs: nothing overlaps, nothing comes nearer than a setback, and a search by brute force finds no better."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest

from foundation.errors import InputError
from retrofit.solar.roof import geometry
from retrofit.solar.roof.layout import lay
from retrofit.solar.roof.row_pitch import highest_latitude, row_pitch, row_pitch_factor, shadow_factor, shadow_on_roof
from retrofit.solar.roof.shape import Obstacle, RoofShape, in_row_frame, keep_out, rectangle

KUNMING = 25.02


def as_points(array):
    return tuple((float(x), float(y)) for x, y in array)


def clearance(rectangles: np.ndarray, segments: np.ndarray) -> np.ndarray:
    """Distances (k, n) of rectangles (x, y, w, h) to segments: corners to segment, ends to rectangle, 0 where one cuts the other.

    Another way than the packer's: there the question is where a rectangle may stand, here how far one is.
    """
    x, y, w, h = (c[:, None] for c in rectangles.T)
    x1, y1, x2, y2 = segments.T
    dx, dy = x2 - x1, y2 - y1
    out = np.full((len(rectangles), len(segments)), np.inf)
    for cx, cy in product((x, x + w), (y, y + h)):
        t = np.clip(((cx - x1) * dx + (cy - y1) * dy) / (dx * dx + dy * dy), 0.0, 1.0)
        out = np.minimum(out, np.hypot(cx - x1 - t * dx, cy - y1 - t * dy))
    for px, py in ((x1, y1), (x2, y2)):
        out = np.minimum(
            out,
            np.hypot(np.maximum(np.maximum(x - px, px - x - w), 0), np.maximum(np.maximum(y - py, py - y - h), 0)),
        )
    # Liang and Barsky: the part of the segment inside the rectangle
    t0, t1 = np.zeros_like(out), np.ones_like(out)
    for p, q in ((-dx, x1 - x), (dx, x + w - x1), (-dy, y1 - y), (dy, y + h - y1)):
        p = np.broadcast_to(p, out.shape)
        with np.errstate(divide="ignore", invalid="ignore"):
            r = q / p
        t0 = np.where(p < 0, np.maximum(t0, r), t0)
        t1 = np.where(p > 0, np.minimum(t1, r), t1)
        t1 = np.where((p == 0) & (q < 0), -1.0, t1)
    return np.where(t0 <= t1, 0.0, out)


def inside(polygon: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Winding number by angles: another way than the packer's crossing number."""
    a = polygon[None, :, :] - np.column_stack([x, y])[:, None, :]
    b = np.roll(a, -1, axis=1)
    turn = np.arctan2(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0], (a * b).sum(axis=-1)).sum(axis=1)
    return np.abs(turn) > math.pi


def valid(rectangles: np.ndarray, shape: RoofShape, holes, slack: float) -> np.ndarray:
    """Which rectangles keep every setback (less ``slack``)."""
    outline = np.array(shape.outline)
    middle = rectangles[:, :2] + rectangles[:, 2:] / 2
    ok = inside(outline, *middle.T) & (
        clearance(rectangles, geometry.edges(outline)) >= shape.setback_m - slack - 1e-12
    ).all(axis=1)
    if shape.setback_m == 0.0:  # touching is allowed: a hair smaller must be clear
        ok = inside(outline, *middle.T) & (clearance(shrunk(rectangles), geometry.edges(outline)) > 0).all(axis=1)
    for hole, setback in holes:
        far = clearance(shrunk(rectangles), geometry.edges(hole))
        ok &= ~inside(hole, *middle.T) & ((far >= setback - slack) & (far > 0)).all(axis=1)
    return ok


def shrunk(rectangles: np.ndarray) -> np.ndarray:
    return rectangles + np.array([1e-7, 1e-7, -2e-7, -2e-7])


def overlap(rectangles: np.ndarray) -> float:
    """Largest overlap area of two rectangles, m2."""
    x, y, w, h = rectangles.T
    along = np.minimum((x + w)[:, None], x + w) - np.maximum(x[:, None], x)
    across = np.minimum((y + h)[:, None], y + h) - np.maximum(y[:, None], y)
    both = np.maximum(along, 0) * np.maximum(across, 0)
    np.fill_diagonal(both, 0.0)
    return float(both.max(initial=0.0))


def random_outline(rng, size):
    kind = rng.integers(5)
    a, b = rng.uniform(0.4, 1.0, 2) * size
    if kind == 0:
        corners = np.array(rectangle(0, 0, a, b))
    elif kind == 1:  # L
        p, q = rng.uniform(0.3, 0.7, 2)
        corners = np.array([[0, 0], [a, 0], [a, q * b], [p * a, q * b], [p * a, b], [0, b]])
    elif kind == 2:  # U
        corners = np.array(
            [[0, 0], [a, 0], [a, b], [0.7 * a, b], [0.7 * a, 0.4 * b], [0.3 * a, 0.4 * b], [0.3 * a, b], [0, b]]
        )
    elif kind == 3:  # trapezoid, as hipped roofs have
        corners = np.array([[0, 0], [a, 0], [rng.uniform(0.5, 1) * a, b], [rng.uniform(0, 0.4) * a, b]])
    else:  # any star-shaped polygon
        n = rng.integers(3, 10)
        angle = np.sort(rng.uniform(0, 2 * math.pi, n)) + np.arange(n) * 1e-3
        corners = (rng.uniform(0.3, 1.0, n) * size / 2)[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return geometry.rotated(corners, rng.uniform(0, 360)) if rng.random() < 0.5 else corners


def random_roof(seed: int, size: float = 14.0):
    rng = np.random.default_rng(seed)
    outline = random_outline(rng, size)
    low, high = outline.min(axis=0), outline.max(axis=0)
    obstacles = []
    for k in range(rng.integers(0, 4)):
        x, y = rng.uniform(low, high)
        corners = geometry.rotated(np.array(rectangle(0, 0, *rng.uniform(0.2, 3.0, 2))), rng.uniform(0, 90)) + np.array(
            [x, y]
        )
        walkway = rng.random() < 0.3
        obstacles.append(
            Obstacle(
                f"o{k}",
                as_points(corners),
                rng.uniform(0.5, 3.0),
                0.0 if walkway else rng.uniform(0, 1.2),
                bool(rng.random() < 0.3),
                walkway,
            )
        )
    rack = bool(rng.random() < 0.5)
    shape = RoofShape(
        as_points(outline),
        float(rng.choice([0.0, rng.uniform(0, 1.5)])),
        tuple(obstacles),
        gap_m=float(rng.choice([0.0, 0.02])),
        pitch_m=float(rng.uniform(1.0, 4.0)) if rng.random() < 0.2 else None,
        modules_up=int(rng.integers(1, 3)),
    )
    tilt, azimuth = float(rng.uniform(0, 35)), float(rng.choice([180.0, rng.uniform(90, 270)]))
    return shape, (tilt, azimuth, KUNMING), rack


def holes_of(shape, angles, rack):
    return [(keep_out(o, 0.0 if rack else angles[0], angles[1], angles[2]), o.setback_m) for o in shape.obstacles]


def test_no_overlap_and_no_setback_crossed_on_600_random_roofs():
    laid = 0
    for seed in range(600):
        shape, angles, rack = random_roof(seed)
        if geometry.crosses_itself(np.array(shape.outline)):
            continue
        layout = lay(shape, 1.96, 1.0, 370.0, angles, rack)
        rectangles = np.array([(p.x, p.y, p.width, p.height) for p in layout.placed]).reshape(-1, 4)
        if not len(rectangles):
            continue
        laid += 1
        assert overlap(rectangles) < 1e-6, seed
        assert valid(rectangles, shape, holes_of(shape, angles, rack), 1e-6).all(), seed
        assert rectangles[:, 2:].prod(axis=1).sum() <= layout.gross_m2, seed
        assert layout.usable_m2 <= layout.gross_m2 * 1.02 + 0.3, seed  # raster
        if rack:
            first = [min(p.y for p in layout.placed if p.row == n) for n in range(layout.rows)]
            assert np.all(np.diff(first) >= layout.pitch_m - 1e-6), seed
    assert laid >= 500


def lattice_best(shape, angles, rack, holes) -> int:
    """Brute force: portrait and landscape, in rows and in columns, offsets on a 0.2 m raster, each row shifted for itself."""
    outline = np.array(shape.outline)
    low, high = outline.min(axis=0), outline.max(axis=0)
    best = 0
    for portrait, columns in product((True, False), (False,) if rack else (False, True)):
        w, length = (1.0, 1.96) if portrait else (1.96, 1.0)
        h, pitch = length, length + shape.gap_m
        if rack:
            h = length * math.cos(math.radians(angles[0]))
            rule = shape.pitch_m or row_pitch(length, angles[0], angles[2], angles[1])
            pitch = max(rule, h + shape.gap_m)
        step = (w + shape.gap_m, pitch)
        shifts = [np.arange(0, s, 0.2) for s in step]
        along, over = (1, 0) if columns else (0, 1)
        for fixed in shifts[over]:
            most: np.ndarray | float = 0
            for shift in shifts[along]:
                offset = (shift, fixed) if along == 0 else (fixed, shift)
                x, y = (np.arange(low[k] + offset[k], high[k], step[k]) for k in (0, 1))
                gx, gy = np.meshgrid(x, y)
                if not gx.size:
                    continue
                rectangles = np.column_stack([gx.ravel(), gy.ravel(), np.full(gx.size, w), np.full(gx.size, h)])
                lines = valid(rectangles, shape, holes, 1e-9).reshape(gx.shape).sum(axis=0 if columns else 1)
                most = np.maximum(most, lines)
            best = max(best, int(np.sum(most)))
    return best


def test_packs_as_much_as_brute_force_on_small_roofs():
    ratios = []
    for seed in range(1000, 1050):
        shape, angles, rack = random_roof(seed, 9.0)
        shape = RoofShape(shape.outline, shape.setback_m, shape.obstacles, "auto", shape.gap_m, shape.pitch_m)
        if geometry.crosses_itself(np.array(shape.outline)):
            continue
        best = lattice_best(shape, angles, rack, holes_of(shape, angles, rack))
        if best:
            ratios.append(lay(shape, 1.96, 1.0, 370.0, angles, rack).modules / best)
    assert len(ratios) >= 30
    assert min(ratios) >= 0.95


def test_exact_fit_needs_no_luck():
    """A roof of exactly 5 x 3 modules with gaps and setbacks holds 15."""
    shape = RoofShape(rectangle(0, 0, 5 * 1.0 + 4 * 0.02 + 1.0, 3 * 1.96 + 2 * 0.02 + 1.0), 0.5, (), "portrait")
    layout = lay(shape, 1.96, 1.0, 370.0, (20.0, 180.0, KUNMING), False)
    assert layout.modules == 15 and layout.rows in (3, 5)
    assert layout.usable_m2 == pytest.approx(layout.gross_m2 - (6.08 * 6.92 - 5.08 * 5.92), rel=0.02)


def test_pitch_factors_of_three_cities():
    """pv.md section 4: GB 50797 1.4125, 1.5138, 1.7149; solar geometry 1.4122, 1.5135, 1.7145."""
    for latitude, code, sun in ((23.17, 1.4125, 1.4122), (25.02, 1.5138, 1.5135), (28.22, 1.7149, 1.7145)):
        assert row_pitch_factor(latitude) == pytest.approx(code, abs=5e-5)
        assert -float(shadow_on_roof(1.0, 0.0, 180.0, latitude)[0, 1]) == pytest.approx(-sun, abs=6e-5)
        for length, tilt, pitch in ((2.0, 25.0, {23.17: 3.006, 25.02: 3.092, 28.22: 3.262}[latitude]),):
            assert row_pitch(length, tilt, latitude) == pytest.approx(pitch, abs=6e-4)


def test_pitch_rule_is_refused_where_the_sun_is_down_and_mirrored_in_the_south():
    assert shadow_factor(-25.02, 0.0) == pytest.approx(row_pitch_factor(25.02))
    assert 58.0 < highest_latitude() < 59.0
    for azimuth in (180.0, 150.0):
        with pytest.raises(InputError, match="row_pitch_m or ground_cover_ratio"):
            shadow_factor(60.0, azimuth)
    shape = RoofShape(rectangle(0, 0, 20, 10), 0.5)
    with pytest.raises(InputError, match="row-pitch-latitude"):
        lay(shape, 1.96, 1.0, 370.0, (30.0, 180.0, 60.0), True)
    chosen = RoofShape(rectangle(0, 0, 20, 10), 0.5, ground_cover_ratio=0.3)
    assert lay(chosen, 1.96, 1.0, 370.0, (30.0, 180.0, 60.0), True).ground_cover_ratio == pytest.approx(0.3)


def test_no_row_shades_the_next_at_nine_on_the_solstice():
    """The top edge of a row throws its shadow exactly to the foot of the next, at any azimuth."""
    for azimuth in (180.0, 150.0, 225.0):
        for tilt in (10.0, 25.0):
            pitch = row_pitch(2.0, tilt, 25.02, azimuth)
            top = 2.0 * math.sin(math.radians(tilt))
            reach = 2.0 * math.cos(math.radians(tilt)) + shadow_on_roof(top, 0.0, azimuth, 25.02)[:, 1].max()
            assert pitch == pytest.approx(reach, rel=5e-4)


def test_shadow_of_an_obstacle_is_kept_free():
    tank = Obstacle("tank", rectangle(9, 4, 2, 2), 3.0, 0.0, True)
    ground = keep_out(tank, 0.0, 180.0, KUNMING)
    assert ground[:, 1].max() == pytest.approx(6.0 + 3.0 * 1.5135, abs=2e-3)
    assert ground[:, 1].min() == pytest.approx(4.0)
    with_shadow = lay(RoofShape(rectangle(0, 0, 20, 14), 0.5, (tank,)), 1.96, 1.0, 370.0, (10.0, 180.0, KUNMING), True)
    bare = Obstacle("tank", tank.corners, 3.0, 0.0, False)
    without = lay(RoofShape(rectangle(0, 0, 20, 14), 0.5, (bare,)), 1.96, 1.0, 370.0, (10.0, 180.0, KUNMING), True)
    assert with_shadow.modules < without.modules


def test_plan_of_a_turned_building_comes_back_and_slopes_are_true_lengths():
    plan = rectangle(0, 0, 10, 6)
    turned, turn = in_row_frame(plan, 0.0, 180.0, 30.0, False)
    back = geometry.rotated(np.array(turned), -turn)
    assert back == pytest.approx(np.array(plan))
    slope, _ = in_row_frame(plan, 30.0, 180.0, 0.0, True)
    assert geometry.area(np.array(slope)) == pytest.approx(60.0 / math.cos(math.radians(30.0)))
