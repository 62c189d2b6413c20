#!/usr/bin/env python3
"""Outlines of the communes of 2025 and of the districts of 2022, for the map of the figures.

    python3 tools/data/map.py COMMUNES.topojson data > data/map.csv

The communes come from a TopoJSON file, whose arcs are shared by neighbours; each arc is projected, simplified once
(Douglas and Peucker) and written in whole units of a drawing 760 wide, so neighbours fit without gaps. A district is
drawn as what its communes of today have around them all: the arcs that only one of them has. Which district a commune
of 2025 lies in is said by data/successions.csv: where most of its predecessors lay.
"""
import csv
import json
import math
import sys
from collections import Counter

WIDTH = 760
TOLERANCE = 1.4


def simplify(points):
    if len(points) < 3:
        return points
    (x0, y0), (x1, y1) = points[0], points[-1]
    length = math.hypot(x1 - x0, y1 - y0)
    far, at = -1.0, 0
    for i in range(1, len(points) - 1):
        x, y = points[i]
        if length == 0:
            d = math.hypot(x - x0, y - y0)
        else:
            d = abs((x1 - x0) * (y0 - y) - (x0 - x) * (y1 - y0)) / length
        if d > far:
            far, at = d, i
    if far <= TOLERANCE:
        return [points[0], points[-1]]
    return simplify(points[:at + 1])[:-1] + simplify(points[at:])


def read_arcs(topology):
    sx, sy = topology['transform']['scale']
    tx, ty = topology['transform']['translate']
    arcs = []
    for arc in topology['arcs']:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        arcs.append(line)
    xs = [x for a in arcs for x, _ in a]
    ys = [y for a in arcs for _, y in a]
    squeeze = math.cos(math.radians((min(ys) + max(ys)) / 2))
    scale = WIDTH / ((max(xs) - min(xs)) * squeeze)
    def project(p):
        return ((p[0] - min(xs)) * squeeze * scale, (max(ys) - p[1]) * scale)
    return [[(round(x), round(y)) for x, y in simplify([project(p) for p in a])] for a in arcs]


def outlines(geometry):
    if geometry['type'] == 'Polygon':
        return geometry['arcs']
    return [ring for polygon in geometry['arcs'] for ring in polygon]


def stitch(arcs, used):
    """Rings out of arcs (negative: backwards) that lie in any order."""
    starts = {}
    for a in used:
        line = arcs[a] if a >= 0 else arcs[~a][::-1]
        starts.setdefault(line[0], []).append(line)
    rings = []
    while starts:
        key = next(iter(starts))
        ring = [key]
        while ring[-1] in starts:
            lines = starts[ring[-1]]
            line = lines.pop()
            if not lines:
                del starts[ring[-1]]
            ring += line[1:]
            if ring[-1] == ring[0]:
                break
        rings.append(ring)
    return rings


def join(arcs, ring):
    """The ring whose arcs lie in order."""
    line = []
    for a in ring:
        line += arcs[a] if a >= 0 else arcs[~a][::-1]
    return line


def area(ring):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:])) / 2


def write_path(rings):
    text = ''
    for ring in rings:
        clean = [p for i, p in enumerate(ring) if i == 0 or p != ring[i - 1]]
        if len(clean) < 4 or abs(area(clean)) < 4:
            continue
        text += 'M%d %dl' % clean[0]
        text += ' '.join('%d %d' % (b[0] - a[0], b[1] - a[1]) for a, b in zip(clean, clean[1:-1])) + 'z'
    return text.replace(' -', '-')


def middle(rings):
    ring = max(rings, key=lambda r: abs(area(r)))
    a = area(ring)
    x = sum((p[0] + q[0]) * (p[0] * q[1] - q[0] * p[1]) for p, q in zip(ring, ring[1:])) / (6 * a)
    y = sum((p[1] + q[1]) * (p[0] * q[1] - q[0] * p[1]) for p, q in zip(ring, ring[1:])) / (6 * a)
    return round(x), round(y)


def read_districts(folder, units):
    """code of a commune of 2025 -> code of the district of 2022 that it lies in: where most of its first
    predecessors lay."""
    before = {}
    with open(folder + '/successions.csv', encoding='utf-8') as f:
        for row in csv.DictReader(f):
            if units[row['predecessor']]['kind'] == units[row['successor']]['kind'] == 'commune':
                before.setdefault(row['successor'], []).append(row['predecessor'])

    def first(code):
        return [c for p in before[code] for c in first(p)] if code in before else [code]

    votes = {u['code']: Counter(units[c]['parent'] for c in first(u['code']))
             for u in units.values() if u['kind'] == 'commune' and u['valid_from'] >= '2025-07-01'}
    return {code: sorted(v.items(), key=lambda p: (-p[1], p[0]))[0][0] for code, v in votes.items()}


def main():
    topology = json.load(open(sys.argv[1], encoding='utf-8'))
    with open(sys.argv[2] + '/units.csv', encoding='utf-8') as f:
        units = {row['code']: row for row in csv.DictReader(f)}
    district_of = read_districts(sys.argv[2], units)
    today = {u['gso_code']: u for u in units.values() if u['kind'] == 'commune' and u['valid_from'] >= '2025-07-01'}
    arcs = read_arcs(topology)
    rows, parts = [], {}
    for g in next(iter(topology['objects'].values()))['geometries']:
        unit = today[g['properties']['code']]
        rings = [join(arcs, ring) for ring in outlines(g)]
        rows.append((unit['code'], *middle(rings), write_path(rings)))
        parts.setdefault(district_of[unit['code']], Counter()).update(
            a for ring in outlines(g) for a in ring)
    for code, count in parts.items():
        rings = stitch(arcs, [a for a in count if ~a not in count])
        rows.append((code, *middle(rings), write_path(rings)))
    out = csv.writer(sys.stdout, lineterminator='\n')
    out.writerow(('unit', 'x', 'y', 'path'))
    out.writerows(sorted(rows))


main()
