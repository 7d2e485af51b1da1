"""Questions of notebook 01: to be answered before looking, by name in the notebook."""

from bplib.widgets import predict

nudged_square = predict(
    "$f(x) = x^2$ stands at $f(3) = 9$. You nudge x from 3 to 3.01. How far does f move, about?",
    {
        "0.06": "The nudge times 6, and 6 is the derivative of $x^2$ at 3.",
        "0.01": (
            "That is how far x moves. It would be so if f were x itself; this f stretches a nudge: "
            "near 3 it moves faster than x does."
        ),
        "0.0001": (
            "The square of 0.01 is the move away from $x = 0$. Here it is part of the answer, the "
            r"smaller part: $(3 + 0.01)^2 = 9 + 2 \cdot 3 \cdot 0.01 + 0.0001$."
        ),
        "9.06": "That is where f arrives, about. The question is how far it moved from 9.",
    },
    answer="0.06",
)

shrinking_nudge = predict(
    "Let the nudge h shrink towards 0. What does the secant do?",
    {
        "It gets shorter and vanishes": (
            "The piece between the two points gets shorter. The line through them does not: two "
            "points, however close, fix a direction."
        ),
        "It turns towards the tangent": "Its slope is $f'(x) + r(h)/h$, and $r(h)/h$ goes to 0.",
        "It turns until it is horizontal": (
            "f hardly moves any more, but neither does x. What counts is the ratio of two small "
            "numbers, and that need not be small."
        ),
    },
    answer="It turns towards the tangent",
)

half_the_nudge = predict(
    (
        "The central difference of $x^3$ at $x = 1$ has some error for $h = 0.1$. What is left of "
        "the error for $h = 0.05$?"
    ),
    {
        "A quarter of it": "Half the nudge, a quarter of the error: it is proportional to $h^2$.",
        "One half of it": (
            "That is so for the forward difference, whose error is proportional to h. Nudging to "
            "both sides cancels that part."
        ),
        "All of it, as before": (
            "The function sets how large the error is. How it shrinks with h is set by the way of "
            "nudging."
        ),
    },
    answer="A quarter of it",
)

tiny_nudge = predict(
    "Forward difference of $1/(1 + x^2)$ at x = 0.7, with $h = 10^{-15}$. How good is the slope?",
    {
        "Right to about 15 digits": (
            "By formula (2) it would be. The formula speaks of exact numbers, and a computer keeps "
            "only about 16 digits of each f."
        ),
        "Exact, as h is nearly 0": (
            "A nudge of exactly 0 gives 0/0. Very close to it the quotient is made of rounding "
            "errors."
        ),
        "Wrong in its first digits": (
            "f(x + h) and f(x) agree in nearly all of their 16 digits. What is left after the "
            "subtraction is mostly rounding."
        ),
    },
    answer="Wrong in its first digits",
)

corner = predict(
    "What does the central difference say about relu at $x = 0$, for a small h?",
    {
        "0, the slope on the left": (
            "That is what the nudge to the left alone says. The central difference hears both "
            "sides."
        ),
        "1, the slope on the right": (
            "That is what the nudge to the right alone says. The central difference hears both "
            "sides."
        ),
        "1/2, the slope of neither": (
            "To the right f rises by h, to the left not at all: $(h - 0)/(2h)$, for every h. It is "
            "the mean of the slopes on the two sides."
        ),
        "No number, it never settles": (
            "Some functions do that. Here the quotient is the same for every h, and still there is "
            "no derivative."
        ),
    },
    answer="1/2, the slope of neither",
)

two_nudges = predict(
    r"$f(x, y) = x\,y$ at (3, 5). You nudge x by 0.1 and y by 0.1. How far does f move, about?",
    {
        "0.01": (
            "That is the product of the two nudges. Each nudge also meets the other input, which "
            "is not small."
        ),
        "0.3": (
            "That is what the nudge of y does: its slope is x = 3. The nudge of x does something "
            "as well."
        ),
        "1.5": "That multiplies 0.1 by x y = 15, the value. What stretches a nudge is the slope.",
        "0.8": (
            r"The slopes are $\partial f/\partial x = y = 5$ and $\partial f/\partial y = x = 3$, "
            r"so $5 \cdot 0.1 + 3 \cdot 0.1$. What is left out is the product of the two nudges, "
            "0.01."
        ),
    },
    answer="0.8",
)

steepest_way = predict(
    (
        "You stand at (1.6, 0.8); the lowest point is (0, 0). Where does the direction in which f "
        "falls most, at your feet, point?"
    ),
    {
        "Straight to the lowest point (0, 0)": (
            "That is so in a round bowl. This one is steeper across, along y, than along x, and "
            "the steepest way down turns towards the steep side."
        ),
        "More along y than straight to (0, 0)": (
            "The gradient is $(x/2, 2y) = (0.8, 1.6)$. The straight way to the lowest point is "
            "against $(1.6, 0.8)$."
        ),
        "Along the line of equal f through you": (
            "Along a line of equal f the slope is 0, as f does not move there at all."
        ),
    },
    answer="More along y than straight to (0, 0)",
)
