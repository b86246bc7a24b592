"""The papers whose theorems are code here, each once.

A :class:`Paper` is cited at a place: ``ARORA_2018.at("Theorem 3.2")``.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Citation", "Paper"]


@dataclass(frozen=True)
class Paper:
    """A published source.

    Examples
    --------
    >>> print(ZASLAVSKY_1975)
    T. Zaslavsky, Facing up to arrangements, Memoirs of the AMS 154, 1975
    """

    authors: str
    title: str
    venue: str
    year: int
    arxiv: str = ""

    def at(self, place: str) -> Citation:
        """The citation of a place in the paper.

        >>> print(TELGARSKY_2016.at("Theorem 1.1").short)
        Telgarsky 2016, Theorem 1.1
        """
        return Citation(self, place)

    @property
    def key(self) -> str:
        """Last names and year.

        >>> ARORA_2018.key, MONTUFAR_2014.key
        ('Arora, Basu, Mianjy, Mukherjee 2018', 'Montúfar, Pascanu, Cho, Bengio 2014')
        """
        names = self.authors.replace(" and ", ", ").split(", ")
        return f"{', '.join(_last_name(name) for name in names)} {self.year}"

    def __str__(self) -> str:
        arxiv = f", arXiv:{self.arxiv}" if self.arxiv else ""
        return f"{self.authors}, {self.title}, {self.venue}, {self.year}{arxiv}"


@dataclass(frozen=True)
class Citation:
    """A place in a paper.

    Examples
    --------
    >>> str(ARORA_2018.at("Theorem 3.2")).startswith("R. Arora")
    True
    """

    paper: Paper
    place: str

    @property
    def short(self) -> str:
        """Authors, year and place, as in a table."""
        return f"{self.paper.key}, {self.place}" if self.place else self.paper.key

    def __str__(self) -> str:
        return f"{self.paper}, {self.place}" if self.place else str(self.paper)


def _last_name(name: str) -> str:
    """A name without its initials."""
    return " ".join(part for part in name.split() if not part.endswith("."))


AN_2017 = Paper(
    "S. An, F. Boussaid, M. Bennamoun and J. Hu",
    "From deep to shallow: transformations of deep rectifier networks",
    "arXiv",
    2017,
    "1703.10355",
)
ARORA_2018 = Paper(
    "R. Arora, A. Basu, P. Mianjy and A. Mukherjee",
    "Understanding deep neural networks with rectified linear units",
    "ICLR",
    2018,
    "1611.01491",
)
ADIPRASITO_SANYAL_2016 = Paper(
    "K. Adiprasito and R. Sanyal",
    "Relative Stanley-Reisner theory and upper bound theorems for Minkowski sums",
    "Publications mathématiques de l'IHÉS 124",
    2016,
    "1405.7368",
)
AVERKOV_2025 = Paper(
    "G. Averkov, C. Hojny and M. Merkert",
    "On the expressiveness of rational ReLU neural networks with bounded depth",
    "ICLR",
    2025,
    "2502.06283",
)
BAKAEV_2025 = Paper(
    "E. Bakaev, F. Brunck, C. Hertrich, J. Stade and A. Yehudayoff",
    "Better neural network expressivity: subdividing the simplex",
    "arXiv",
    2025,
    "2505.14338",
)
BALDUZZI_2017 = Paper(
    "D. Balduzzi, M. Frean, L. Leary, J. Lewis, K. Ma and B. McWilliams",
    "The shattered gradients problem: if resnets are the answer, then what is the question?",
    "ICML",
    2017,
    "1702.08591",
)
BRANDENBURG_2025 = Paper(
    "M.-C. Brandenburg, M. Grillo and C. Hertrich",
    "Decomposition polyhedra of piecewise linear functions",
    "ICLR",
    2025,
    "2410.04907",
)
FUKUDA_1991 = Paper(
    "K. Fukuda, S. Saito, A. Tamura and T. Tokuyama",
    "Bounding the number of k-faces in arrangements of hyperplanes",
    "Discrete Applied Mathematics 31",
    1991,
)
FUKUDA_WEIBEL_2007 = Paper(
    "K. Fukuda and C. Weibel",
    "f-vectors of Minkowski additions of convex polytopes",
    "Discrete & Computational Geometry 37",
    2007,
)
GRILLO_2025 = Paper(
    "M. Grillo, C. Hertrich and G. Loho",
    "Depth-bounds for neural networks via the braid arrangement",
    "arXiv",
    2025,
    "2502.09324",
)
HAASE_2023 = Paper(
    "C. Haase, C. Hertrich and G. Loho",
    "Lower bounds on the depth of integral ReLU neural networks via lattice polytopes",
    "ICLR",
    2023,
    "2302.12553",
)
HANIN_ROLNICK_2019A = Paper(
    "B. Hanin and D. Rolnick", "Complexity of linear regions in deep networks", "ICML", 2019, "1901.09021"
)
HANIN_ROLNICK_2019B = Paper(
    "B. Hanin and D. Rolnick",
    "Deep ReLU networks have surprisingly few activation patterns",
    "NeurIPS",
    2019,
    "1906.00904",
)
HERTRICH_2021 = Paper(
    "C. Hertrich, A. Basu, M. Di Summa and M. Skutella",
    "Towards lower bounds on the depth of ReLU neural networks",
    "NeurIPS",
    2021,
    "2105.14835",
)
HINZ_2021 = Paper(
    "P. Hinz",
    "Using activation histograms to bound the number of affine regions in ReLU feed-forward neural networks",
    "arXiv",
    2021,
    "2103.17174",
)
HINZ_VAN_DE_GEER_2019 = Paper(
    "P. Hinz and S. van de Geer",
    "A framework for the construction of upper bounds on the number of affine linear regions of ReLU "
    "feed-forward neural networks",
    "IEEE Transactions on Information Theory 65",
    2019,
    "1806.01918",
)
HU_ZHANG_2018 = Paper(
    "Q. Hu and H. Zhang",
    "Nearly-tight bounds on linear regions of piecewise linear neural networks",
    "arXiv",
    2018,
    "1810.13192",
)
KOUTSCHAN_2023 = Paper(
    "C. Koutschan, B. Moser, A. Ponomarchuk and J. Schicho",
    "Representing piecewise linear functions by functions with small arity",
    "Applicable Algebra in Engineering, Communication and Computing",
    2023,
    "2305.16933",
)
MONTUFAR_2014 = Paper(
    "G. Montúfar, R. Pascanu, K. Cho and Y. Bengio",
    "On the number of linear regions of deep neural networks",
    "NeurIPS",
    2014,
    "1402.1869",
)
MONTUFAR_2017 = Paper(
    "G. Montúfar", "Notes on the number of linear regions of deep neural networks", "SampTA", 2017
)
MONTUFAR_2022 = Paper(
    "G. Montúfar, Y. Ren and L. Zhang",
    "Sharp bounds for the number of regions of maxout networks and vertices of Minkowski sums",
    "SIAM Journal on Applied Algebra and Geometry 6",
    2022,
    "2104.08135",
)
PASCANU_2013 = Paper(
    "R. Pascanu, G. Montúfar and Y. Bengio",
    "On the number of response regions of deep feed forward networks with piece-wise linear activations",
    "ICLR",
    2014,
    "1312.6098",
)
POSTNIKOV_2009 = Paper("A. Postnikov", "Permutohedra, associahedra, and beyond", "IMRN", 2009, "math/0507163")
RAGHU_2017 = Paper(
    "M. Raghu, B. Poole, J. Kleinberg, S. Ganguli and J. Sohl-Dickstein",
    "On the expressive power of deep neural networks",
    "ICML",
    2017,
    "1606.05336",
)
SERRA_2018 = Paper(
    "T. Serra, C. Tjandraatmadja and S. Ramalingam",
    "Bounding and counting linear regions of deep neural networks",
    "ICML",
    2018,
    "1711.02114",
)
STARGALLA_2025 = Paper(
    "M. Stargalla, C. Hertrich and D. Reichman",
    "The computational complexity of counting linear regions in ReLU neural networks",
    "NeurIPS",
    2025,
    "2505.16716",
)
TELGARSKY_2015 = Paper(
    "M. Telgarsky", "Representation benefits of deep feedforward networks", "arXiv", 2015, "1509.08101"
)
TELGARSKY_2016 = Paper("M. Telgarsky", "Benefits of depth in neural networks", "COLT", 2016, "1602.04485")
VALERDI_2024 = Paper("J. L. Valerdi", "On minimal depth in neural networks", "arXiv", 2024, "2402.15315")
VARDI_2021 = Paper(
    "G. Vardi, D. Reichman, T. Pitassi and O. Shamir",
    "Size and depth separation in approximating benign functions with neural networks",
    "COLT",
    2021,
    "2102.00314",
)
WANG_SUN_2005 = Paper(
    "S. Wang and X. Sun",
    "Generalization of hinging hyperplanes",
    "IEEE Transactions on Information Theory 51",
    2005,
)
WEIBEL_2012 = Paper(
    "C. Weibel",
    "Maximal f-vectors of Minkowski sums of large numbers of polytopes",
    "Discrete & Computational Geometry 47",
    2012,
    "1009.2457",
)
XIE_2020 = Paper(
    "Y. Xie, G. Chen and Q. Li",
    "A general computational framework to measure the expressiveness of complex networks using a tight upper bound "
    "of linear regions",
    "arXiv",
    2020,
    "2012.04428",
)
XIONG_2020 = Paper(
    "H. Xiong, L. Huang, M. Yu, L. Liu, F. Zhu and L. Shao",
    "On the number of linear regions of convolutional neural networks",
    "ICML",
    2020,
    "2006.00978",
)
ZASLAVSKY_1975 = Paper("T. Zaslavsky", "Facing up to arrangements", "Memoirs of the AMS 154", 1975)
