import PointsmanCore

/// What several processes answer to one question, until all have.
struct Gathering<Answer> {
    private var awaited: Set<Int>
    private var answers: [Int: Answer] = [:]

    init(awaiting indices: [Int]) { awaited = Set(indices) }

    /// - Returns: whether this was the last answer.
    mutating func take(_ answer: Answer, from index: Int) -> Bool {
        guard awaited.remove(index) != nil else { return false }
        answers[index] = answer
        return awaited.isEmpty
    }

    /// The answers in the order of the processes.
    var found: [Answer] { answers.keys.sorted().compactMap { answers[$0] } }
}

extension Outcome {
    /// What `outcomes` of several processes come to: the worst of them.
    /// - Parameter isWhole: whether each process is among them. One that is gone may have let statements through before.
    init(of outcomes: [Outcome], isWhole: Bool) {
        var worst = outcomes.allSatisfy { $0 == .doneUnused } && isWhole ? Outcome.doneUnused : .done
        for outcome in outcomes {
            switch (outcome, worst) {
            case (.failed, _): worst = outcome
            case (.full, .done), (.full, .doneUnused): worst = outcome
            default: break
            }
        }
        self = worst
    }

    /// The same, with the name of the process where it is a failure.
    func told(by name: String) -> Outcome {
        if case .failed(let reason) = self { .failed("\(name): \(reason)") } else { self }
    }
}

extension PoolerSight {
    /// What several looks come to: all databases, and the worst of the rest.
    init(of sights: [PoolerSight]) {
        var databases: [Database] = []
        var silence: String?
        for sight in sights {
            switch sight.console {
            case .shows(let shown): databases += shown
            case .silent(let reason): silence = silence ?? reason
            }
        }
        let files = sights.map(\.file)
        let file: File = [.another, .outdated].first { files.contains($0) } ?? .asWritten
        let canary = sights.map(\.canary).min { $0.rank < $1.rank } ?? .notSent
        self.init(
            console: silence.map { .silent($0) } ?? .shows(databases), file: file, canary: canary,
            loginRefusal: sights.compactMap(\.loginRefusal).first)
    }

    /// The same, with the name of the process, or its number at each database.
    func told(by name: String, _ number: Int) -> PoolerSight {
        var sight = self
        switch console {
        case .silent(let reason): sight.console = .silent("\(name): \(reason)")
        case .shows(let databases):
            sight.console = .shows(
                databases.map { database in
                    var database = database
                    database.name += " of process \(number)"
                    return database
                })
        }
        return sight
    }
}

extension PoolerSight.Canary {
    /// The lower, the more an operator has to know of it.
    fileprivate var rank: Int {
        switch self {
        case .failed: 0
        case .turnedDown: 1
        case .full: 2
        case .reached(_, isInRecovery: true): 3
        // Without a round trip nothing is known of one of them.
        case .notSent: 4
        case .reached: 5
        }
    }
}

extension PoolerState {
    /// What several processes, some of which are up, are together.
    init(of states: [PoolerState]) {
        var (holdsWrites, isRefusing) = (false, false)
        var members: [MemberID?] = []
        var shares: [Int?] = []
        for case .up(let holds, let member, let share, let refuses) in states {
            holdsWrites = holdsWrites || holds
            isRefusing = isRefusing || refuses
            members.append(member)
            shares.append(share)
        }
        let first = members.first ?? nil
        let known = shares.compactMap(\.self)
        self = .up(
            holdsWrites: holdsWrites, leadsTo: members.allSatisfy { $0 == first } ? first : nil,
            share: known.count == shares.count ? known.reduce(0, +) : nil, isRefusing: isRefusing)
    }
}
