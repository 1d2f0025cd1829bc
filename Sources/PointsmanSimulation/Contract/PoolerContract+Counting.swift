// The statements that SHOW STATS counts.
extension PoolerContract {
    static let counting: [Clause] = [
        Clause(
            name: "once a PAUSE is answered each statement that a client has an answer to is counted",
            steps: [
                .pause(.writes, .done), .noteTotals, .resume(.writes, .done), .ask(client: 0),
                .isServed(client: 0, by: .first), .pause(.writes, .done), .hasCounted(true),
            ]),
        Clause(
            name: "neither a client that waits nor a RELOAD nor a RESUME counts",
            steps: [
                .pause(.writes, .done), .noteTotals, .ask(client: 0), .isWaiting(client: 0), .lead(to: .second),
                .reload,
                .hasCounted(false),
            ]),
        Clause(
            name: "a login that connect_query ends counts nothing",
            steps: [
                .pause(.writes, .done), .noteTotals, .lead(to: .second, fenced: true), .reload, .resume(.writes, .done),
                .ask(client: 0), .loginFails, .pause(.writes, .done), .hasCounted(false),
            ]),
        Clause(
            name: "KILL forgets what was counted",
            steps: [
                .ask(client: 0), .isServed(client: 0, by: .first), .noteTotals, .kill(.writes), .hasCounted(true),
            ]),
    ]
}
