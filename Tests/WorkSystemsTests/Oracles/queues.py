"""Queues by their defining sums, at 40 digits (mpmath): python queues.py > queues.json

Nothing here shares a formula with the library beyond the birth and death rates:
- steady states are normalised products of rates, summed term by term;
- P(W > t) with abandonment by partial fractions of the hypoexponential distribution;
- fixed points and folds of M/M/1 with fatigue from L = rho^2/(1 - rho) solved for rho;
- transients by the matrix exponential of the truncated generator (scipy, double precision).
"""
import json, platform, sys
import mpmath as mp
import numpy as np, scipy, scipy.linalg

mp.mp.dps = 40
num = lambda x: float(x)

def erlang_c(c, a):
    a = mp.mpf(a) if not isinstance(a, tuple) else mp.mpf(a[0]) / a[1]
    if a >= c:
        return mp.mpf(1)
    top = a**c / mp.factorial(c) / (1 - a / c)
    return top / (mp.fsum(a**k / mp.factorial(k) for k in range(c)) + top)

def death(n, mu, c, theta):
    return min(n, c) * mu + max(0, n - c) * theta

def stationary(lam, mu, c, K=None, theta=mp.mpf(0), rate=None):
    rate = rate or (lambda n: death(n, mu, c, theta))
    w, total, n, out = mp.mpf(1), mp.mpf(1), 0, [mp.mpf(1)]
    while K is None or n < K:
        n += 1
        w = w * lam / rate(n)
        out.append(w)
        total += w
        if K is None and n > c and w < total * mp.mpf(10) ** -45:
            break
    return [x / total for x in out]

def tail_hypo(rates, t):
    # The terms alternate and cancel nearly all of their digits.
    mp.mp.dps = 260
    rates = [mp.mpf(r) for r in rates]
    value = mp.fsum(
        mp.fprod(rates[j] / (rates[j] - rates[i]) for j in range(len(rates)) if j != i) * mp.e ** (-rates[i] * t)
        for i in range(len(rates)))
    mp.mp.dps = 40
    return value

def limited(lam, mu, c, K, patience, times):
    lam, mu = mp.mpf(str(lam)), mp.mpf(str(mu))
    theta = 1 / mp.mpf(str(patience)) if patience else mp.mpf(0)
    p = stationary(lam, mu, c, K, theta)
    block = p[K] if K is not None else mp.mpf(0)
    lq = mp.fsum(max(0, n - c) * x for n, x in enumerate(p))
    busy = mp.fsum(min(n, c) * x for n, x in enumerate(p))
    adm = lam * (1 - block)
    last = K - 1 if K is not None else len(p) - 1
    waitp = mp.fsum(p[c:last + 1]) / (1 - block)
    tails = []
    for t in times:
        t = mp.mpf(str(t))
        total = mp.mpf(0)
        for n in range(c, last + 1):
            m = n - c
            if theta:
                if p[n] < mp.mpf(10) ** -20: continue
                v = tail_hypo([c * mu + j * theta for j in range(m + 1)], t) * mp.e ** (-theta * t)
            else:
                v = mp.fsum((c * mu * t) ** j / mp.factorial(j) for j in range(m + 1)) * mp.e ** (-c * mu * t)
            total += p[n] / (1 - block) * v
        tails.append(num(total))
    return dict(arrival=float(lam), service=float(mu), servers=c, capacity=K, patience=patience,
        utilisation=num(busy / c), waitProbability=num(waitp), meanQueue=num(lq), meanWait=num(lq / adm),
        blocking=num(block), abandonment=num(theta * lq / adm), times=times, tails=tails)

def fatigue_mm1(lam, mu, f, h, k):
    lam, mu, f, h, k = (mp.mpf(str(x)) for x in (lam, mu, f, h, k))
    s = lambda z: f + (1 - f) / (1 + (z / h) ** k)
    rho = lambda z: (-z + mp.sqrt(z * z + 4 * z)) / 2
    demand = lambda z: mu * s(z) * rho(z)
    grid = [mp.mpf(10) ** (mp.mpf(i) / 40) for i in range(-160, 200)]
    roots = []
    for a, b in zip(grid, grid[1:]):
        if (demand(a) - lam) * (demand(b) - lam) < 0:
            roots.append(mp.findroot(lambda z: demand(z) - lam, (a, b), solver="anderson"))
    slope = lambda z: mp.diff(demand, z)
    turns = [mp.findroot(slope, (a, b), solver="anderson") for a, b in zip(grid, grid[1:]) if slope(a) * slope(b) < 0]
    return dict(arrival=float(lam), service=float(mu), floor=float(f), halfway=float(h), steepness=float(k),
        roots=[num(r) for r in roots], turns=[dict(backlog=num(z), demand=num(demand(z))) for z in turns])

def chain(lam, mu, c, K, f, h, k, patience=None):
    lam, mu, f, h, k = (mp.mpf(str(x)) for x in (lam, mu, f, h, k))
    theta = 1 / mp.mpf(str(patience)) if patience else mp.mpf(0)
    s = lambda q: f + (1 - f) / (1 + (mp.mpf(q) / h) ** k)
    rate = lambda n: min(n, c) * mu * s(max(0, n - c)) + max(0, n - c) * theta
    p = stationary(lam, mu, c, K, rate=rate)
    tip = next((n for n in range(c, K) if rate(n) < lam), None)
    time, step = mp.mpf(0), mp.mpf(0)
    if tip is not None:
        # Mean first passage by summing over states below: (1/lam) sum_{i<=n} prod d/lam.
        for n in range(tip):
            step = mp.fsum(mp.fprod(rate(j) for j in range(i + 1, n + 1)) / lam ** (n - i + 1) for i in range(n + 1))
            time += step
    return dict(arrival=float(lam), service=float(mu), servers=c, capacity=K, floor=float(f), halfway=float(h),
        steepness=float(k), patience=patience, meanQueue=num(mp.fsum(max(0, n - c) * x for n, x in enumerate(p))),
        empty=num(p[0]), full=num(p[K]), tip=tip, timeToTip=num(time))

def transient(rates, mu, servers, theta, K, start, N, h):
    p = np.zeros(N + 1); p[start] = 1
    out = []
    for lam, c in zip(rates, servers):
        Q = np.zeros((N + 1, N + 1))
        for n in range(N + 1):
            if n < N: Q[n, n + 1] = lam
            if n > 0: Q[n, n - 1] = min(n, c) * mu + max(0, n - c) * theta
            Q[n, n] = -Q[n].sum()
        # exp([[Q, I], [0, 0]] h) holds the integral of exp(Qs) in its corner.
        big = np.zeros((2 * N + 2, 2 * N + 2)); big[:N + 1, :N + 1] = Q; big[:N + 1, N + 1:] = np.eye(N + 1)
        e = scipy.linalg.expm(big * h)
        mean = p @ e[:N + 1, N + 1:] / h
        p = p @ e[:N + 1, :N + 1]
        n = np.arange(N + 1)
        block = mean[K] if K is not None else 0.0
        wait = np.array([0.0 if i < c else sum(1 / (c * mu + j * theta) for j in range(i - c + 1)) for i in n])
        free = n < (K if K is not None else N + 1)
        out.append(dict(queue=float(mean @ np.maximum(0, n - c)), end=float(p @ np.maximum(0, n - c)),
            utilisation=float(mean @ np.minimum(n, c) / c), blocking=float(block),
            waiting=float(mean[(n >= c) & free].sum() / (1 - block)),
            wait=float((mean * wait)[free].sum() / (1 - block))))
    return dict(rates=rates, service=mu, servers=servers, patience=1 / theta if theta else None, capacity=K,
        start=start, period=h, periods=out)

# The line by repeated squaring is exact enough: N is far above what is reached.
result = dict(
    tool="mpmath, scipy",
    versions=dict(python=platform.python_version(), mpmath=mp.__version__, scipy=scipy.__version__, numpy=np.__version__),
    erlangC=[dict(servers=c, load=[n, d], value=num(erlang_c(c, (n, d)))) for c, n, d in
        [(1, 9, 10), (2, 5, 7), (3, 2, 1), (10, 8, 1), (10, 1, 1), (50, 49, 1), (100, 95, 1), (500, 490, 1), (1000, 990, 1)]],
    limited=[
        limited(8, 1, 10, 12, None, [0, .1, .5]), limited(12, 1, 10, 10, None, [0]), limited(3, 1, 1, 5, None, [0, 1, 3]),
        limited(40, 5, 9, None, .5, [0, .05, .2]), limited(95, 1, 100, None, 2, [.02]),
        limited(120, 1, 100, None, 1, [.1]), limited(520, 1, 500, None, 4, []),
        limited(20, 3, 6, 15, .7, [0, .1, .4])],
    fatigue=[fatigue_mm1(7, 10, .5, 5, 2), fatigue_mm1(4.9, 10, .5, 5, 4), fatigue_mm1(8.5, 10, 0, 20, 1),
        fatigue_mm1(3, 10, .5, 5, 2), fatigue_mm1(9.5, 10, .5, 5, 2)],
    chains=[chain(7, 10, 1, 60, .5, 5, 2), chain(8, 3, 3, 80, .6, 10, 3), chain(6, 10, 1, 40, .3, 4, 2, 2)],
    transients=[
        transient([4.0, 9.0, 12.0, 10.0, 6.0], 5.0, [2] * 5, 0.0, None, 0, 150, 1.0),
        transient([30.0, 50.0, 20.0], 5.0, [5, 9, 7], 2.0, None, 3, 200, 0.5),
        transient([6.0, 2.0], 1.0, [3, 3], 0.0, 8, 5, 8, 2.0)])
json.dump(result, sys.stdout, indent=1)
