"""Questions of notebook 12: to be answered before looking, by name in the notebook."""

from bplib.widgets import predict

ladder = predict(
    (
        "`x = x * 0.5 + x * 0.25`, sixty times in a row, is a ladder of 2⁶⁰ paths. Your `backward` "
        "keeps each result and looks at each edge once; constants are sources too. How often does "
        "it call a way back?"
    ),
    {
        "2⁶⁰ times": "That is once for each path. Each result is kept, so an edge is used once.",
        "60 times": "Each rung has two products and a sum: three operations, two sources each.",
        "360 times": "Three operations a rung, two sources each, sixty rungs.",
    },
    answer="360 times",
)

first_cost = predict(
    (
        "The network has your first weights and has learnt nothing. What does softmax with "
        "cross-entropy cost, for ten digits, about?"
    ),
    {
        "0, since it has made no mistake yet": (
            "It has made many: nine answers in ten are wrong, and no answer is sure."
        ),
        "ln 10 ≈ 2.3, or somewhat more": (
            "Guessing costs ln 10. The logits have the mean square of about 2 from the start, so "
            "the guesses are a little sure of themselves, and cost more, about 3."
        ),
        "10, one for each of the ten classes": (
            "The cost counts the true class alone, as minus the logarithm of its probability."
        ),
    },
    answer="ln 10 ≈ 2.3, or somewhat more",
)

next_place = predict(
    (
        "The inputs are divided by their size, and the rest of the patient is left as it is. What "
        "does `sick_place` find next?"
    ),
    {
        "Nothing more": "Layer 1 hands on a signal of size 1 now. Look at the numbers after it.",
        "Layer 2, too small": (
            "What comes out of it is far less than what goes in; the large inputs have not hidden "
            "that, they only stood before it."
        ),
        "Layer 4, too small": (
            "Nothing arrives there, since layer 3 is dead; what is seen is its biases. A "
            "consequence goes away with its cause."
        ),
    },
    answer="Layer 2, too small",
)
