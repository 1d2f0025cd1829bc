/// What PgBouncer 1.18 does, as far as decisions and the model rest on it (FACTS 2.3 and 6.2): clauses that are run on the
/// model and on the real thing, or the model lies.
package struct PoolerContract: Sendable {
    /// A sentence, and the steps that show it.
    package struct Clause: Sendable, CustomStringConvertible {
        package let name: String
        package let steps: [ContractStep]
        package var description: String { name }
    }

    /// What is done before each clause: four clients are let in, and no server connection is left.
    package static let beginning: [ContractStep] =
        (0..<4).flatMap { client -> [ContractStep] in [.ask(client: client), .isServed(client: client, by: .first)] }
        + [.pause(.writes, .done), .resume(.writes, .done), .isLinked(to: .first, false)]

    package static let clauses = pausing + moving + failing + files

    private static let pausing: [Clause] = [
        Clause(
            name: "PAUSE of a database that nobody uses is done at once, and stays",
            steps: [.isPaused(.writes, false), .pause(.writes, .done), .isPaused(.writes, true)]),
        Clause(
            name: "PAUSE twice is fine",
            steps: [.pause(.writes, .done), .pause(.writes, .done), .isPaused(.writes, true)]),
        Clause(
            name: "RESUME of what is not paused is an error",
            steps: [
                .resume(.writes, .error), .pause(.writes, .done), .resume(.writes, .done), .resume(.writes, .error),
                .isPaused(.writes, false),
            ]),
        Clause(
            name: "each database is paused by itself",
            steps: [
                .pause(.writes, .done), .isPaused(.reads, false), .resume(.reads, .error), .pause(.reads, .done),
                .resume(.writes, .done), .isPaused(.reads, true),
            ]),
        Clause(
            name: "a client that asks under PAUSE waits, and is served after RESUME",
            steps: [
                .pause(.writes, .done), .ask(client: 0), .isWaiting(client: 0), .resume(.writes, .done),
                .isServed(client: 0, by: .first),
            ]),
        Clause(
            name: "PAUSE waits for open transactions, which may end, and for nobody who begins later",
            steps: [
                .begin(client: 0), .isServed(client: 0, by: .first), .pause(.writes, .waits), .isPaused(.writes, true),
                .ask(client: 1), .isWaiting(client: 1), .pauseIsAnswered(false), .commit(client: 0),
                .isServed(client: 0, by: .first), .pauseIsAnswered(true), .isWaiting(client: 1),
            ]),
        Clause(
            name: "RESUME ends a PAUSE that waits, which never gets its answer",
            steps: [
                .begin(client: 0), .isServed(client: 0, by: .first), .pause(.writes, .waits), .resume(.writes, .done),
                .isPaused(.writes, false), .commit(client: 0), .isServed(client: 0, by: .first),
                .pauseIsAnswered(false),
            ]),
        Clause(
            name: "KILL drops all and leaves it paused; a PAUSE that waits is answered once somebody comes",
            steps: [
                .begin(client: 0), .isServed(client: 0, by: .first), .pause(.writes, .waits), .ask(client: 1),
                .isWaiting(client: 1), .kill(.writes), .isDropped(client: 0), .isDropped(client: 1),
                .isPaused(.writes, true), .pauseIsAnswered(false), .ask(client: 0), .isWaiting(client: 0),
                .pauseIsAnswered(true), .resume(.writes, .done), .isServed(client: 0, by: .first),
            ]),
        Clause(
            name: "KILL drops those who are idle, too; after RESUME whoever comes is served",
            steps: [
                .ask(client: 0), .isServed(client: 0, by: .first), .kill(.writes), .isDropped(client: 0),
                .isDropped(client: 1), .isLinked(to: .first, false), .ask(client: 0), .isWaiting(client: 0),
                .resume(.writes, .done), .isServed(client: 0, by: .first), .ask(client: 4),
                .isServed(client: 4, by: .first),
            ]),
        Clause(
            name: "PAUSE closes what no transaction needs, RESUME drops nobody",
            steps: [
                .ask(client: 0), .isServed(client: 0, by: .first), .isLinked(to: .first, true), .pause(.writes, .done),
                .isLinked(to: .first, false), .resume(.writes, .done), .isConnected(client: 0), .ask(client: 0),
                .isServed(client: 0, by: .first),
            ]),
        Clause(
            name: "where every server connection is in a transaction, whoever comes waits for the first that ends",
            steps: [
                .begin(client: 0), .isServed(client: 0, by: .first), .begin(client: 1),
                .isServed(client: 1, by: .first),
                .begin(client: 2), .isServed(client: 2, by: .first), .begin(client: 3),
                .isServed(client: 3, by: .first),
                .ask(client: 4), .isWaiting(client: 4), .commit(client: 2), .isServed(client: 4, by: .first),
                .isServed(client: 2, by: .first),
            ]),
        Clause(
            name: "a lowered query_wait_timeout fails those who wait, under a PAUSE too, until RELOAD undoes it",
            steps: [
                .pause(.writes, .done), .ask(client: 0), .isWaiting(client: 0), .shortenPatience, .isPatient(false),
                .isDropped(client: 0), .isPaused(.writes, true), .isConnected(client: 1), .reload, .isPatient(true),
                .ask(client: 1), .isWaiting(client: 1), .resume(.writes, .done), .isServed(client: 1, by: .first),
            ]),
    ]

    private static let moving: [Clause] = [
        Clause(
            name: "RELOAD moves whoever asks next, and leaves an open transaction where it is",
            steps: [
                .begin(client: 0), .isServed(client: 0, by: .first), .lead(to: .second), .ask(client: 1),
                .isServed(client: 1, by: .first), .reload, .ask(client: 1), .isServed(client: 1, by: .second),
                .commit(client: 0), .isServed(client: 0, by: .first), .ask(client: 0),
                .isServed(client: 0, by: .second),
            ]),
        Clause(
            name: "a file that changed under PAUSE leads whoever waits to the new server",
            steps: [
                .pause(.writes, .done), .ask(client: 0), .lead(to: .second), .reload, .isWaiting(client: 0),
                .isPaused(.writes, true), .resume(.writes, .done), .isServed(client: 0, by: .second),
            ]),
        Clause(
            name: "a server connection to where the file led before ends with its transaction",
            steps: [
                .begin(client: 0), .isServed(client: 0, by: .first), .lead(to: .second), .reload,
                .isLinked(to: .first, true), .commit(client: 0), .isServed(client: 0, by: .first),
                .isLinked(to: .first, false), .isConnected(client: 0),
            ]),
        Clause(
            name: "RELOAD of a file that leads to the same place leaves server connections alone",
            steps: [
                .ask(client: 0), .isServed(client: 0, by: .first), .lead(to: .first), .reload,
                .isLinked(to: .first, true),
            ]),
        Clause(
            name: "RELOAD to a new place ends a login, which counts as one that failed: new queries are refused",
            steps: [
                .hang(.first, true), .hang(.second, true), .ask(client: 0), .isLoggingIn(true), .ask(client: 1),
                .isWaiting(client: 1), .lead(to: .second), .reload, .isWaiting(client: 0), .ask(client: 2),
                .isDropped(client: 2), .isWaiting(client: 0), .hang(.second, false),
                .isServed(client: 0, by: .second), .isServed(client: 1, by: .second), .ask(client: 3),
                .isServed(client: 3, by: .second), .hang(.first, false),
            ]),
        Clause(
            name: "RELOAD to the same place leaves a login alone",
            steps: [
                .hang(.first, true), .ask(client: 0), .isLoggingIn(true), .lead(to: .first), .reload, .ask(client: 1),
                .isWaiting(client: 1), .isWaiting(client: 0), .hang(.first, false),
                .isServed(client: 0, by: .first), .isServed(client: 1, by: .first),
            ]),
        Clause(
            name: "whoever connects after a change of the place waits for a login, also where queries are refused",
            steps: [
                .lead(to: nil), .reload, .ask(client: 4), .loginFails, .isWaiting(client: 4), .ask(client: 0),
                .isDropped(client: 0), .ask(client: 5), .isWaiting(client: 5), .lead(to: .second), .reload,
                .isServed(client: 4, by: .second), .isServed(client: 5, by: .second), .ask(client: 0),
                .isServed(client: 0, by: .second),
            ]),
        Clause(
            name: "a change of the place under PAUSE leaves logins as they were, if nobody connects before RESUME",
            steps: [
                .pause(.writes, .done), .lead(to: .second), .hang(.second, true), .reload, .resume(.writes, .done),
                .ask(client: 0), .isWaiting(client: 0), .hang(.second, false), .isServed(client: 0, by: .second),
            ]),
        Clause(
            name: "whoever connects between RELOAD and RESUME makes a login fail, and queries are refused after RESUME",
            steps: [
                .pause(.writes, .done), .lead(to: .second), .hang(.second, true), .reload, .ask(client: 4),
                .isWaiting(client: 4), .resume(.writes, .done), .isLoggingIn(true), .ask(client: 0),
                .isDropped(client: 0), .isWaiting(client: 4), .hang(.second, false),
                .isServed(client: 4, by: .second),
            ]),
    ]

    private static let failing: [Clause] = [
        Clause(
            name: "a server's death fails the transaction on it, and nobody else",
            steps: [
                .begin(client: 0), .isServed(client: 0, by: .first), .ask(client: 1), .isServed(client: 1, by: .first),
                .crash(.first), .isDropped(client: 0), .isConnected(client: 1), .start(.first), .ask(client: 1),
                .isServed(client: 1, by: .first),
            ]),
        Clause(
            name: "a server's death answers a PAUSE that waits for its transaction",
            steps: [
                .begin(client: 0), .isServed(client: 0, by: .first), .pause(.writes, .waits), .crash(.first),
                .isDropped(client: 0), .pauseIsAnswered(true), .isPaused(.writes, true), .start(.first),
                .resume(.writes, .done),
            ]),
        Clause(
            name: "once a login has failed a new query is refused, until one succeeds; whoever waits goes on waiting",
            steps: [
                .crash(.first), .ask(client: 0), .loginFails, .isWaiting(client: 0), .ask(client: 1),
                .isDropped(client: 1), .isWaiting(client: 0), .start(.first), .isServed(client: 0, by: .first),
                .ask(client: 1), .isServed(client: 1, by: .first),
            ]),
        Clause(
            name: "while a server connection is left nobody is refused for logins that fail: they wait for that one",
            steps: [
                .begin(client: 0), .isServed(client: 0, by: .first), .turnAway(.first, true), .ask(client: 1),
                .loginFails, .ask(client: 2), .isWaiting(client: 1), .isWaiting(client: 2), .commit(client: 0),
                .isServed(client: 0, by: .first), .isServed(client: 1, by: .first), .isServed(client: 2, by: .first),
            ]),
        Clause(
            name: "under PAUSE nobody is refused for logins that failed",
            steps: [
                .crash(.first), .ask(client: 0), .loginFails, .pause(.writes, .done), .ask(client: 1),
                .isWaiting(client: 1), .isWaiting(client: 0), .start(.first), .resume(.writes, .done),
                .isServed(client: 0, by: .first), .isServed(client: 1, by: .first),
            ]),
        Clause(
            name: "a server that is silent refuses nobody: a login is under way, one at a time",
            steps: [
                .hang(.first, true), .ask(client: 0), .ask(client: 1), .isLoggingIn(true), .isWaiting(client: 0),
                .isWaiting(client: 1), .hang(.first, false), .isServed(client: 0, by: .first),
                .isServed(client: 1, by: .first),
            ]),
        Clause(
            name: "PAUSE ends a login, which counts as one that failed",
            steps: [
                .hang(.first, true), .ask(client: 0), .isLoggingIn(true), .pause(.writes, .done), .isLoggingIn(false),
                .resume(.writes, .done), .ask(client: 1), .isDropped(client: 1), .isLoggingIn(true),
                .isWaiting(client: 0), .hang(.first, false), .isServed(client: 0, by: .first),
            ]),
        Clause(
            name:
                "after a login that failed nobody dials before server_login_retry is over, in spite of PAUSE and RESUME",
            steps: [
                .setLoginRetry(isLong: true), .crash(.first), .ask(client: 0), .loginFails, .start(.first),
                .pause(.writes, .done), .resume(.writes, .done), .isLoggingIn(false), .isWaiting(client: 0),
                .setLoginRetry(isLong: false), .isServed(client: 0, by: .first),
            ]),
        Clause(
            name: "RELOAD undoes SET, and so has it dial again",
            steps: [
                .setLoginRetry(isLong: true), .crash(.first), .ask(client: 0), .loginFails, .start(.first),
                .isLoggingIn(false), .isWaiting(client: 0), .reload, .isServed(client: 0, by: .first),
            ]),
        Clause(
            name: "KILL forgets that logins failed, and when",
            steps: [
                .setLoginRetry(isLong: true), .crash(.first), .ask(client: 0), .loginFails, .ask(client: 1),
                .isDropped(client: 1), .start(.first), .isLoggingIn(false), .isWaiting(client: 0), .kill(.writes),
                .isDropped(client: 0), .resume(.writes, .done), .ask(client: 1), .isServed(client: 1, by: .first),
            ]),
        Clause(
            name:
                "a fence that ends its own session is a login that failed, whoever waits to be let in goes on waiting",
            steps: [
                .lead(to: .second, fenced: true), .reload, .ask(client: 4), .loginFails, .isWaiting(client: 4),
                .ask(client: 0), .isDropped(client: 0), .isLinked(to: .second, false), .lead(to: .second), .reload,
                .isServed(client: 4, by: .second),
            ]),
        Clause(
            name: "a new fence ends the server connections that passed the one before",
            steps: [
                .ask(client: 0), .isServed(client: 0, by: .first), .isLinked(to: .first, true),
                .lead(to: .first, fenced: true), .reload, .isLinked(to: .first, false), .ask(client: 0), .loginFails,
                .isWaiting(client: 0),
            ]),
        Clause(
            name: "a server that turns logins away fails those who wait to be let in, and nobody else",
            steps: [
                .turnAway(.second, true), .hang(.second, true), .lead(to: .second), .reload, .ask(client: 0),
                .ask(client: 4), .isWaiting(client: 0), .isWaiting(client: 4), .hang(.second, false),
                .isDropped(client: 4), .isWaiting(client: 0), .turnAway(.second, false),
                .isServed(client: 0, by: .second), .ask(client: 4), .isServed(client: 4, by: .second),
            ]),
    ]

    private static let files: [Clause] = [
        Clause(
            name: "a name that leads nowhere refuses new queries, once somebody waits for it",
            steps: [
                .lead(to: nil), .reload, .ask(client: 0), .loginFails, .isWaiting(client: 0), .ask(client: 1),
                .isDropped(client: 1), .lead(to: .second), .reload, .isServed(client: 0, by: .second),
            ]),
        Clause(
            name: "RELOAD says that it is done though there is no file, and changes nothing",
            steps: [
                .shortenPatience, .loseFile, .reload, .isPatient(false), .ask(client: 0),
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
