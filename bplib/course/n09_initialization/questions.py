"""Questions of notebook 09: to be answered before looking, by name in the notebook."""

from math import log10

from bplib.widgets import predict, predict_number

six_units = predict(
    (
        "After 400 steps of gradient descent, at how many different points of the plane do the six "
        "units stand?"
    ),
    {
        "At six": (
            "Training moves a unit along its own gradient. For units to part, their gradients "
            "would have to differ in the first step. Do they?"
        ),
        "At two": ("The classes differ, but every unit sees all examples of both classes."),
        "At one": "Equal units get equal gradients, so they take equal steps, for ever.",
    },
    answer="At one",
)

tiny_weights = predict(
    (
        "The weights have standard deviation 0.01. What is the mean square of the activations in "
        "layer 50?"
    ),
    {
        "About 0.01": (
            "That would be one multiplication by something small. There are fifty layers, and each "
            "multiplies."
        ),
        "Far below 1e-80": (
            "Each layer multiplies the mean square by about 128 · 0.01² = 0.0128, and there are "
            "fifty."
        ),
        "About 1": (
            "tanh keeps numbers from growing. For small z it is nearly z: it does not make them "
            "larger."
        ),
    },
    answer="Far below 1e-80",
)

variance_after_relu = predict(
    (
        "z is normal with variance 1 and a = ReLU(z). The next layer's weights have variance "
        "1/fan_in. What is the variance of the next z?"
    ),
    {
        "0.34": (
            "The variance of a is 1/2 − 1/(2π) = 0.34. But into the next variance goes the mean "
            "square, and the mean of a is not 0."
        ),
        "1": "ReLU sets half of the z to 0; something is lost.",
        "0.5": "Fan_in · (1/fan_in) · E[a²], and E[a²] is half of E[z²].",
        "0.25": (
            "Half of the numbers are lost, the other half are as they were: a factor of 1/2, once."
        ),
    },
    answer="0.5",
)

terms_of_the_sum = predict(
    "That sum runs over k. How many terms does it have?",
    {
        "One for each unit of the next layer (fan_out)": (
            "Forward sums over the units you hear from, backward over those you send to."
        ),
        "One for each input of the next layer (fan_in)": (
            "That is the number of the j. Each unit j sums over all units that it sends to."
        ),
        "One for each example of the batch that is seen": (
            "A sum over the examples appears in the weight gradient. The error is one per example."
        ),
    },
    answer="One for each unit of the next layer (fan_out)",
)

glorot_with_relu = predict(
    (
        "ReLU with Glorot's variance instead of He's, square layers. What is the mean square of "
        "the activations in layer 50?"
    ),
    {
        "Half of that in layer 1": "Half is lost in one layer. Fifty layers lose half each.",
        "1e-15 of that in layer 1": (
            "Glorot is 1/fan_in here, half of He's, and (1/2)⁴⁹ is 2e-15."
        ),
        "As much as in layer 1, by design": (
            "It is made to keep it for f(z) = z. ReLU halves the mean square."
        ),
    },
    answer="1e-15 of that in layer 1",
)

length_of_tanh = predict(
    "tanh, square layers, Glorot (σ_w = 1), no biases. What becomes of the length in depth?",
    {
        "It dies slowly, like 1/(2l)": (
            "The smaller z gets, the more tanh is like z, and the less is lost."
        ),
        "It stays at 1, as Glorot made sure": (
            "It was derived for f(z) = z. The length of tanh(z) is smaller than that of z, if only "
            "a little when z is small."
        ),
        "It dies exponentially, like 0.5ˡ": (
            "A factor below 1 that stayed the same would do that. Here the factor comes nearer and "
            "nearer to 1 as z gets smaller."
        ),
    },
    answer="It dies slowly, like 1/(2l)",
)

median_stretch = predict(
    (
        "Twenty normal 100 × 100 matrices with LeCun's variance are multiplied. Mean square "
        "stretch: about 1. What is the stretch of the median direction, the median singular value "
        "of the product?"
    ),
    {
        "About 1 as well": (
            "On average over directions the square of the stretch is 1. A few directions with a "
            "large stretch can make up that whole mean."
        ),
        "Below 0.01": "Most directions are lost, and a few carry everything.",
        "About 5": "That is about what the largest one is. The median lies far below.",
    },
    answer="Below 0.01",
)

power_of_ten = predict_number(
    (
        "tanh, no biases, σ_w = 0.8: then q* = 0 and χ = 0.64. By what power of ten is the errors' "
        "mean square multiplied over 30 layers? (Such as −3.)"
    ),
    30 * log10(0.64),
    tolerance=0.5,
    feedback={
        30 * log10(0.8): "That is the root mean square, 0.8³⁰. The mean square has 0.64³⁰.",
        -30 * log10(0.64): "The size is right. It shrinks, so the power of ten is negative.",
    },
    why="0.64³⁰ = 10^(30 · log₁₀ 0.64), about 10⁻⁶.",
)

six_starts = predict(
    (
        "Six starts: zeros, std 0.01, std 0.5, Glorot, He, orthogonal. Which have a cost of 2.3, "
        "that of guessing, after 240 steps at rate 0.05?"
    ),
    {
        "Only zeros": (
            "Zeros certainly. But what arrives at the last layer with a standard deviation of 0.01?"
        ),
        "Zeros, std 0.01 and Glorot": (
            "Glorot loses a factor of 2 per layer here, about a thousand in ten layers. That "
            "delays; it does not stop learning."
        ),
        "Zeros and std 0.01": (
            "One is exactly symmetric, the other has errors too small to move anything."
        ),
    },
    answer="Zeros and std 0.01",
)

dropout = predict_number(
    (
        "Dropout after ReLU: each activation is kept with probability 1/2, and then doubled, so "
        "that its mean stays what it was; else it is set to 0. Which Var(w) · fan_in keeps the "
        "length from layer to layer?"
    ),
    1,
    tolerance=0.02,
    feedback={
        2: "That is He's, without dropout. The mean of a stays what it was. Does its mean square?",
        4: (
            "Half of the activations are gone, it is true, but those that stay are doubled. What "
            "is the mean square of what comes out?"
        ),
        0.5: (
            "Doubling a number makes its square four times as large, but only half of the numbers "
            "are kept."
        ),
    },
    why=(
        "The mean square of the activations is ½ · (2a)² on average, twice a², and ReLU has left "
        "half of E[z²]: together E[z²] itself. With dropout He's weights are too large by √2 in "
        "every layer."
    ),
)
