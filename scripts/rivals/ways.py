"""The same question asked of other tools: which identifiers belong together?

Each way takes the path of a file that `oneid generate --format lists` wrote, an observation a line, its
identifiers separated by tabs, and gives the number of connected components. Nothing is kept but that: no evidence,
no rules, nothing to take back.
"""


def lines(path):
    with open(path, encoding="utf-8") as file:
        for line in file:
            yield line.rstrip("\n").split("\t")


def python(path):
    """A dict and a union-find with path halving."""
    numbers, parents = {}, []

    def find(number):
        while parents[number] != number:
            parents[number] = parents[parents[number]]
            number = parents[number]
        return number

    for ids in lines(path):
        first = None
        for name in ids:
            number = numbers.get(name)
            if number is None:
                number = numbers[name] = len(parents)
                parents.append(number)
            if first is None:
                first = find(number)
            else:
                other = find(number)
                if other != first:
                    first, other = min(first, other), max(first, other)
                    parents[other] = first
    return sum(1 for number, parent in enumerate(parents) if number == parent)


def components(count, left, right):
    """Of a graph of so many nodes with these edges, by scipy."""
    import numpy
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    weights = numpy.ones(len(left), dtype=numpy.int8)
    graph = coo_array((weights, (left, right)), shape=(count, count))
    return connected_components(graph, directed=False)[0]


def pyarrow_scipy(path):
    import numpy
    import pyarrow.compute as compute
    from pyarrow import csv

    read = csv.ReadOptions(column_names=["line"])
    whole = csv.ParseOptions(delimiter="\x01", quote_char=False)
    column = csv.read_csv(path, read_options=read, parse_options=whole)["line"].combine_chunks()
    ids = compute.split_pattern(column, "\t")
    codes = ids.flatten().dictionary_encode()
    offsets = ids.offsets.to_numpy()
    numbers = codes.indices.to_numpy()
    first = numpy.repeat(numbers[offsets[:-1]], numpy.diff(offsets))
    return components(len(codes.dictionary), first, numbers)


def pandas_scipy(path):
    import pandas

    column = pandas.Series(lines(path)).explode()
    numbers, names = pandas.factorize(column)
    first = pandas.Series(numbers).groupby(column.index.to_numpy()).transform("first").to_numpy()
    return components(len(names), first, numbers)


def duckdb_sql(path):
    """Each node takes the least label among its neighbours, and that one's label, until nothing changes."""
    import duckdb

    db = duckdb.connect()
    db.execute("SET threads = 1")
    db.execute(
        """CREATE TABLE seen AS SELECT row_number() OVER () AS line, string_split(text, chr(9)) AS ids
           FROM read_csv(?, columns = {'text': 'VARCHAR'}, delim = chr(1), header = false, quote = '', escape = '')""",
        [path],
    )
    db.execute("CREATE TABLE occurrences AS SELECT line, unnest(ids) AS id FROM seen")
    db.execute(
        "CREATE TABLE nodes AS SELECT id, row_number() OVER () AS node FROM (SELECT DISTINCT id FROM occurrences)"
    )
    db.execute("CREATE TABLE held AS SELECT DISTINCT line, node FROM occurrences JOIN nodes USING (id)")
    db.execute("CREATE TABLE labels AS SELECT node, node AS label FROM nodes")
    while True:
        db.execute(
            """CREATE OR REPLACE TABLE next AS
               WITH least AS (SELECT line, min(label) AS label FROM held JOIN labels USING (node) GROUP BY line),
                    near AS (SELECT node, min(least.label) AS label FROM held JOIN least USING (line) GROUP BY node)
               SELECT near.node, least(near.label, labels.label) AS label
               FROM near JOIN labels ON labels.node = near.label"""
        )
        changed = db.execute(
            "SELECT count(*) FROM next JOIN labels USING (node) WHERE next.label < labels.label"
        ).fetchone()[0]
        db.execute("CREATE OR REPLACE TABLE labels AS SELECT * FROM next")
        if changed == 0:
            return db.execute("SELECT count(DISTINCT label) FROM labels").fetchone()[0]


def edges(path):
    """Names, and links from the first identifier of an observation to each other."""
    names, left, right = set(), [], []
    for ids in lines(path):
        names.update(ids)
        left.extend(ids[:1] * (len(ids) - 1))
        right.extend(ids[1:])
    return names, left, right


def splink_clustering(path):
    import pandas
    from splink import DuckDBAPI
    from splink.clustering import cluster_pairwise_predictions_at_threshold

    names, left, right = edges(path)
    clusters = cluster_pairwise_predictions_at_threshold(
        nodes=pandas.DataFrame({"unique_id": sorted(names)}),
        edges=pandas.DataFrame({"unique_id_l": left, "unique_id_r": right, "match_probability": 1.0}),
        db_api=DuckDBAPI(),
        node_id_column_name="unique_id",
        threshold_match_probability=0.5,
    )
    return clusters.as_pandas_dataframe()["cluster_id"].nunique()


def networkx_components(path):
    import networkx

    names, left, right = edges(path)
    graph = networkx.Graph()
    graph.add_nodes_from(names)
    graph.add_edges_from(zip(left, right))
    return networkx.number_connected_components(graph)


def goldenmatch_stitch(path):
    """A row for each occurrence; rows of one line, and rows of one identifier, belong together."""
    import polars
    from goldenmatch.identity.stitching import stitch_frame

    rows = [(number, name) for number, ids in enumerate(lines(path)) for name in ids]
    frame = polars.DataFrame(
        {
            "__row_id__": range(len(rows)),
            "line": [str(row[0]) for row in rows],
            "id": [row[1] for row in rows],
        }
    )
    result = stitch_frame(frame, device_keys=["line", "id"], channel_column=None)
    return len(result.groups)


WAYS = {
    "pyarrow + scipy": pyarrow_scipy,
    "pandas + scipy": pandas_scipy,
    "Python dict and union-find": python,
    "DuckDB SQL": duckdb_sql,
    "Splink, clustering alone": splink_clustering,
    "networkx": networkx_components,
    "GoldenMatch `stitch_frame`": goldenmatch_stitch,
}
