"""An exercise of notebook 10: the backward pass of batch normalization."""

from bplib.exercises.checker import Exercise, Misconception


def batch_norm_backward(G, Z):
    """The gradient at Z of a batch that is standardized column by column, from the one after it."""
    std = Z.std(axis=0)
    Zhat = (Z - Z.mean(axis=0)) / std
    return (G - G.mean(axis=0) - Zhat * (G * Zhat).mean(axis=0)) / std


def batches(rng):
    """Two examples of one unit, then larger batches; one with a mean far from 0."""
    return [
        (rng.normal(size=shape).round(2), centre + scale * rng.normal(size=shape).round(2))
        for shape, centre, scale in (
            ((3, 1), 0.0, 1.0),
            ((4, 2), 0.0, 1.0),
            ((5, 5), 1.0, 2.0),
            ((8, 3), -20.0, 0.5),
        )
    ]


def scale_alone(G, Z):
    return G / Z.std(axis=0)


def without_variance_path(G, Z):
    return (G - G.mean(axis=0)) / Z.std(axis=0)


def without_mean_path(G, Z):
    std = Z.std(axis=0)
    Zhat = (Z - Z.mean(axis=0)) / std
    return (G - Zhat * (G * Zhat).mean(axis=0)) / std


def over_the_units(G, Z):
    return batch_norm_backward(G.T, Z.T).T


def sums_for_means(G, Z):
    std = Z.std(axis=0)
    Zhat = (Z - Z.mean(axis=0)) / std
    return (G - G.sum(axis=0) - Zhat * (G * Zhat).sum(axis=0)) / std


def not_standardized(G, Z):
    std = Z.std(axis=0)
    return (G - G.mean(axis=0) - Z * (G * Z).mean(axis=0)) / std


EXERCISES = [
    Exercise(
        name="batch_norm_backward",
        reference=batch_norm_backward,
        cases=batches,
        misconceptions=[
            Misconception(
                scale_alone,
                "You went back through the division alone, as if mean and deviation were "
                "constants. Both depend on every z of the column: two more paths.",
            ),
            Misconception(
                without_variance_path,
                "The path through the standard deviation is missing: − Zhat · mean(G · Zhat).",
            ),
            Misconception(without_mean_path, "The path through the mean is missing: − mean(G)."),
            Misconception(
                over_the_units,
                "You averaged over the units. Batch normalization averages over the examples, "
                "axis 0; over the units it would be layer normalization.",
            ),
            Misconception(
                sums_for_means,
                "You added where the mean is due: each z has a share of 1/n in the column's mean.",
            ),
            Misconception(
                not_standardized,
                "You used Z where the standardized Zhat = (Z − mean) / std belongs.",
            ),
        ],
        hints=[
            "A z reaches the cost on three paths: its own ẑ, the mean, and the standard deviation.",
            "The mean's path takes mean(G) away from every entry of the column.",
            "(G − G.mean(0) − Zhat · (G · Zhat).mean(0)) / std, with Zhat = (Z − Z.mean(0)) / std.",
        ],
        tolerance=1e-8,
    )
]
