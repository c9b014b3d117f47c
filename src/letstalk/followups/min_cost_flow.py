"""The cheapest way to send everything through a network, in whole numbers: OR-Tools where it is there, else networkx.

Both are exact, so that each proves the other right in the tests. No Django.
"""

from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any

ORTOOLS, NETWORKX = "ortools", "networkx"


@dataclass
class Network:
    """Arcs with a capacity and a cost each, and what every node gives (or, below nought, takes)."""

    supplies: dict[int, int] = field(default_factory=dict)
    tails: list[int] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    capacities: list[int] = field(default_factory=list)
    costs: list[int] = field(default_factory=list)

    def arc(self, tail: int, head: int, *, cost: int = 0, capacity: int = 1) -> int:
        """Add one; its number, by which its flow is found again."""
        self.tails.append(tail)
        self.heads.append(head)
        self.capacities.append(capacity)
        self.costs.append(cost)
        return len(self.tails) - 1


def solver_here() -> str:
    """The quicker of the two that are installed."""
    return ORTOOLS if find_spec(ORTOOLS) else NETWORKX


def cheapest_flow(network: Network, *, solver: str = "") -> list[int]:
    """What flows along each arc when everything is sent as cheaply as can be: a proven optimum.

    solver: ORTOOLS or NETWORKX; without one, the one that is here. The network must have a way for everything.
    """
    if not network.tails:
        return []
    return {ORTOOLS: _by_ortools, NETWORKX: _by_networkx}[solver or solver_here()](network)


def cost_of(network: Network, flows: list[int]) -> int:
    return sum(cost * flow for cost, flow in zip(network.costs, flows, strict=True))


def _by_ortools(network: Network) -> list[int]:
    numpy: Any = import_module("numpy")
    graph: Any = import_module("ortools.graph.python.min_cost_flow").SimpleMinCostFlow()
    arcs = graph.add_arcs_with_capacity_and_unit_cost(
        numpy.array(network.tails),
        numpy.array(network.heads),
        numpy.array(network.capacities),
        numpy.array(network.costs),
    )
    nodes = list(network.supplies)
    graph.set_nodes_supplies(numpy.array(nodes), numpy.array([network.supplies[node] for node in nodes]))
    status = graph.solve()
    if status != graph.OPTIMAL:
        raise ValueError(f"no flow through this network: {status}")
    return [int(flow) for flow in graph.flows(arcs)]


def _by_networkx(network: Network) -> list[int]:
    networkx: Any = import_module(NETWORKX)
    graph = networkx.MultiDiGraph()
    for node, supply in _supplies(network):
        graph.add_node(node, demand=-supply)
    ends = zip(network.tails, network.heads, network.capacities, network.costs, strict=True)
    for number, (tail, head, capacity, cost) in enumerate(ends):
        graph.add_edge(tail, head, key=number, capacity=capacity, weight=cost)
    _cost, flows = networkx.network_simplex(graph)
    ends_only = zip(network.tails, network.heads, strict=True)
    return [int(flows[tail][head][number]) for number, (tail, head) in enumerate(ends_only)]


def _supplies(network: Network) -> list[tuple[int, int]]:
    nodes = sorted({*network.tails, *network.heads, *network.supplies})
    return [(node, network.supplies.get(node, 0)) for node in nodes]
