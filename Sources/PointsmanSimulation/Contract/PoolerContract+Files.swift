// Files that lead nowhere, or can't be read.
extension PoolerContract {
    static let files: [Clause] = [
        Clause(
            name: "a name that leads nowhere refuses new queries, once somebody waits for it",
            steps: [
                .lead(to: nil), .reload, .ask(client: 0), .loginFails, .isWaiting(client: 0), .ask(client: 1),
                .isDropped(client: 1), .lead(to: .second), .reload, .isServed(client: 0, by: .second),
            ]),
        Clause(
            name: "RELOAD says that it is done though there is no file: databases lead where they did, SET is undone",
            steps: [
                .shortenPatience, .loseFile, .reload, .isPatient(true), .ask(client: 0),
                .isServed(client: 0, by: .first), .isConnected(client: 1), .lead(to: .second), .reload,
                .ask(client: 0), .isServed(client: 0, by: .second),
            ]),
        Clause(
            name: "RELOAD without a file that is included first says that it is done, and changes nothing",
            steps: [
                .includeFirst, .reload, .shortenPatience, .loseFile, .reload, .isPatient(false), .ask(client: 0),
                .isServed(client: 0, by: .first), .isConnected(client: 1), .lead(to: .second), .reload,
                .isPatient(true), .ask(client: 0), .isServed(client: 0, by: .second),
            ]),
        Clause(
            name: "a file with a line that nobody can read counts down to that line",
            steps: [
                .lead(to: .second), .spoilFile, .reload, .ask(client: 0), .isServed(client: 0, by: .second),
            ]),
        Clause(
            name: "a database that the file no longer names drops its clients and refuses new ones, until it is back",
            steps: [
                .begin(client: 0), .isServed(client: 0, by: .first), .removeWrites, .reload, .isDropped(client: 0),
                .isDropped(client: 1), .isLinked(to: .first, false), .ask(client: 1), .isDropped(client: 1),
                .lead(to: .second), .reload, .ask(client: 1), .isServed(client: 1, by: .second),
            ]),
    ]
}
