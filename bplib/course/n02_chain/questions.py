"""Questions of notebook 02: to be answered before looking, by name in the notebook."""

from bplib.widgets import predict

wheels = predict(
    "You turn the first wheel a little. How far does the last one turn?",
    {
        "3 times as far": (
            "That is 1.5 − 0.5 + 2, the sum. But each belt acts on what the belt before it hands "
            "on: it stretches a turn that is stretched already."
        ),
        "Twice as far": (
            "That is the last belt alone. It doubles what reaches it, and that is not your turn "
            "any more."
        ),
        "−0.5 times as far": (
            "That would be so if the slowest belt decided. The belts before and after it stretch "
            "the turn as well."
        ),
        "−1.5 times as far": "1.5 × (−0.5) × 2. Each belt multiplies what reaches it.",
    },
    answer="−1.5 times as far",
)

division_by_dg = predict(
    "Which g makes the division by Δg fail, for every small nudge?",
    {
        "One that is flat, such as relu at x = −1": (
            "Δg is 0 for every small nudge, and Δy/Δg is 0/0. The proof above divides by h alone, "
            "so it covers this case."
        ),
        "One that is steep, such as 1000 x at x = 0": (
            "A large slope moves g far. Dividing by a large number does no harm."
        ),
        "One that turns round, such as cos at x = 0": (
            "It stands still at its top, but a nudge from the top does move it, by a little. That "
            "little can be divided by."
        ),
    },
    answer="One that is flat, such as relu at x = −1",
)

sine_of_square = predict(
    r"$y = \sin(x^2)$. What is dy/dx at x = 1.5?",
    {
        r"$\cos(3)$": (
            "That puts the derivative of the inside into the derivative of the outside. The slopes "
            "multiply; they are not put into each other."
        ),
        r"$\cos(1.5) \cdot 3$": (
            "The most common slip. The sine never sees 1.5: what reaches it is 2.25, and its slope "
            "there even has another sign."
        ),
        r"$\cos(2.25) \cdot 3$": (
            "The sine stands at $1.5^2 = 2.25$, so its slope is the one there. The square stands "
            "at 1.5, with the slope 3."
        ),
        r"$\cos(2.25)$": (
            "The slope of the sine alone. The square has stretched the nudge before, by 3."
        ),
    },
    answer=r"$\cos(2.25) \cdot 3$",
)

twenty_sigmoids = predict(
    "The slope of a sigmoid is at most 1/4. What is the best bound for the slope of a chain of 20?",
    {
        r"$20 \cdot 1/4 = 5$": "Along a chain slopes multiply. Adding is for paths side by side.",
        "$(1/4)^{20}$, about $10^{-12}$": (
            "Twenty factors, none above 1/4. Is the bound reached? The next cell looks."
        ),
        "1/4, as for a single one": (
            "Each link has at most that. The nudge goes through all of them, and each shrinks what "
            "it gets."
        ),
        "$(1/4)^4$, about $10^{-2}$": (
            "Four links bring you there already: $(1/4)^4$ is about 0.004. There are sixteen more."
        ),
    },
    answer="$(1/4)^{20}$, about $10^{-12}$",
)

two_paths = predict(
    (
        "Suppose that the path through u alone would give y the slope 3, and the path through v "
        "alone the slope −2. What is dy/dx?"
    ),
    {
        "−6, the product": (
            "Multiplying is for functions one after another. These two stand side by side: neither "
            "works on what the other hands on."
        ),
        "1, the sum": "y feels both nudges, and for small nudges their effects add.",
        "0.5, the mean": (
            "Nothing divides the nudge between the paths: x moves once, and u and v both feel all "
            "of it."
        ),
        "3, the larger": "The other path is there all the same, and moves y back.",
    },
    answer="1, the sum",
)

count_paths = predict(
    "A row of 30 diamonds has 120 edges. How many paths lead from one end to the other?",
    {
        "60": (
            "That is how many ways there are through one diamond, 2, times 30. But the choices "
            "combine: each way through the first goes on with each way through the second."
        ),
        "120": "There are 120 edges. Paths share edges, so there can be far more paths.",
        "900": "Paths do not grow with the square here: each further diamond doubles their number.",
        "$2^{30}$": "Two choices, thirty times over: about a billion.",
    },
    answer="$2^{30}$",
)

next_diamond = predict(
    (
        "Three diamonds, 12 edges. D(n1) is known; how many multiplications does it take to go on "
        "to D(n0)?"
    ),
    {
        "1": "That would be so for a single edge. Four edges lie between $n_0$ and $n_1$.",
        "2": (
            "That is for the two edges that leave $n_0$. Before that, $D(u_0)$ and $D(v_0)$ have "
            "to be found from $D(n_1)$, with one multiplication each."
        ),
        "4": (
            "One for each edge of the first diamond. What lies behind $n_1$, four paths, is all in "
            "$D(n_1)$."
        ),
        "8": (
            "There are 8 paths from $n_0$. The four behind $n_1$ are in $D(n_1)$ already, and are "
            "not walked again."
        ),
    },
    answer="4",
)

shape_of_jacobian = predict(
    "g maps 3 numbers to 4, f maps 4 numbers to 2. What is the shape of the Jacobian of f(g(x))?",
    {
        "(2, 3)": "(2, 4) times (4, 3). The last function stands on the left.",
        "(3, 2)": "Outputs are the rows here: a row for each y, a column for each x.",
        "(4, 4)": "The middle is what is summed over. It does not appear in the result.",
    },
    answer="(2, 3)",
)

order_of_products = predict(
    (
        "One output, three Jacobians: (1, 100) times (100, 100) times (100, 100). Which order is "
        "cheaper?"
    ),
    {
        "Right to left": (
            "That starts with (100, 100) times (100, 100), a million multiplications, to end in a "
            "single row."
        ),
        "Both cost the same": (
            "The result is the same. The things in between are not: from the left they are rows, "
            "from the right whole matrices."
        ),
        "Left to right": (
            "A row times a matrix is a row again. Two products of 10,000 multiplications each."
        ),
    },
    answer="Left to right",
)
