"""What the benchmarks record: events of a night, and a plan; for the same numbers always the same."""
import random


def make_events(path, count, seed):
    """Writes so many events into a file."""
    with open(path, "w", encoding="utf-8") as out:
        write_events(out, count, seed)


def write_events(out, count, seed):
    """Observations of queues, checks and traffic, one a millisecond, always the same for a seed."""
    chance = random.Random(seed)
    for number in range(count):
        ms = number % 1000
        second = number // 1000
        clock = f"2026-11-22T{20 + second // 3600 % 4:02d}:{second // 60 % 60:02d}:{second % 60:02d}.{ms:03d}Z"
        ident = f"{chance.getrandbits(64):016x}-{number}"
        head = f'{{"specversion":"1.0","id":"{ident}","source":"/cluster/ne/probe-{number % 7}"'
        kind = number % 10
        if kind < 6:
            queue = f"settlement-{number % 50}"
            rest = (f'"type":"dev.cutlog.queue.observed","time":"{clock}","subject":"queue/{queue}",'
                    f'"actor":"pipeline/deploy-42","layer":"messaging","service":"payments",'
                    f'"data":{{"queue":"{queue}","side":"target","depth":{chance.randrange(5000)},'
                    f'"oldestSeconds":{chance.randrange(600)}}}}}')
        elif kind < 9:
            rest = (f'"type":"dev.cutlog.replication.observed","time":"{clock}","subject":"database/payments",'
                    f'"actor":"pipeline/deploy-42","layer":"data","dataset":"payments-db",'
                    f'"data":{{"side":"target","sourcePosition":"{number * 131}","targetPosition":"{number * 131 - 9}",'
                    f'"inSync":false,"lagSeconds":{chance.randrange(90) / 10}}}}}')
        else:
            rest = (f'"type":"dev.cutlog.note.added","time":"{clock}","subject":"deployment/payments/api",'
                    f'"actor":"alice@example.com","layer":"people","service":"payments",'
                    f'"data":{{"text":"step {number} of the night looks good from here, going on"}}}}')
        out.write(head + "," + rest + "\n")


def make_plan(path, tasks):
    """A plan of so many tasks, each after two earlier ones."""
    chance = random.Random(7)
    lines = ["plan: bench", "version: 1",
             "services: [ { id: payments, datasets: [payments-db], freezeImpact: degraded } ]",
             "objectives:",
             "  - { id: pay-rto, metric: rto, service: payments, clock: business, limit: 45m }",
             "  - { id: pay-rpo, metric: rpo, dataset: payments-db, limit: 0s }", "tasks:"]
    for number in range(tasks):
        after = sorted({chance.randrange(number) for _ in range(2)}) if number else []
        lines.append(f"  - {{ id: t{number}, title: Task {number}, layer: compute, phase: switch, mode: automated, "
                     f"duration: {1 + number % 9}m, after: [{', '.join(f't{a}' for a in after)}] }}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
