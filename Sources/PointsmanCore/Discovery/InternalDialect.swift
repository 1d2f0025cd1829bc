/// A name under `.internal`. Apps on Fly.io have such names, as do Docker hosts, instances of AWS and Google, and
/// private zones: the zone's answers, and where this instance runs, tell which of them it is.
package struct InternalDialect: DiscoveryDialect, Equatable {
    /// The host name; a final dot makes it complete.
    package let host: String
    /// The app that the host belongs to if the zone is Fly's.
    package let app: String
    package let port: UInt16
    /// Whether this instance runs on Fly, as its environment variables say.
    package let isOnFly: Bool

    package init(host: String, app: String, port: UInt16, isOnFly: Bool) {
        self.host = host
        self.app = app
        self.port = port
        self.isOnFly = isOnFly
    }

    package var hosts: [String] { [host] }

    package func step(after answers: DNSAnswers) -> DiscoveryStep {
        switch evidence(in: answers) {
        case .ask(let questions): .ask(questions)
        case .fly: fly.step(after: answers)
        case .name(let found, _): .done(result(found, isCertain: true, answers))
        case .open(let found): .done(result(found, isCertain: false, answers))
        }
    }

    package func reason(after answers: DNSAnswers) -> String? {
        switch evidence(in: answers) {
        case .ask, .open: nil
        case .fly(let why): "\(name) is read as Fly.io's app \(app): \(why)"
        case .name(let found, _) where found.addresses.isEmpty: nil
        case .name(_, let why): "\(name) is read as a plain name, all of whose addresses are members: \(why)"
        }
    }

    private enum Evidence {
        case ask([DNSQuestion])
        case fly(String)
        case name(HostLookup.Found, String)
        /// The TXT questions that would decide are unanswered.
        case open(HostLookup.Found)
    }

    private var fly: FlyDialect { FlyDialect(app: app, port: port) }
    private var lookup: HostLookup { HostLookup(host: host) }
    private var name: String { DNSQuestion(.a, host).name }

    private func evidence(in answers: DNSAnswers) -> Evidence {
        let progress = lookup.progress(in: answers)
        if let found = progress.found, found.way == .hostsFile {
            return .name(found, "it is a line of the hosts file")
        }
        var open = answers.open(among: fly.firstQuestions)
        open += progress.questions.filter { !open.contains($0) }
        guard open.isEmpty, let found = progress.found else { return .ask(open) }

        let zone = "TXT regions.\(app).internal and vms.\(app).internal"
        let isServed = !answers.addresses(fly.everyone).isEmpty || !answers.isAnswered(fly.everyone)
        if fly.isTold(in: answers), isServed || found.addresses.isEmpty {
            return .fly("\(zone) name its regions or machines")
        }
        if isOnFly, isServed || found.addresses.isEmpty { return .fly("this instance runs on Fly.io") }
        if found.asked.contains(where: { $0.type == .a && answers.hasRecords($0) }) {
            return .name(found, "it has an A record, and Fly.io's zone has none")
        }
        guard fly.texts.allSatisfy({ answers.isAnswered($0) }) else { return .open(found) }
        return .name(found, "the zone has no \(zone) of Fly.io's, whose variables are not set here either")
    }

    private func result(
        _ found: HostLookup.Found, isCertain: Bool, _ answers: DNSAnswers
    ) -> DiscoveryResult {
        // The members get the name `.unknown`: they might be Fly machines, and none that is excluded by name may get
        // in.
        let members = found.addresses.map { Member(id: MemberID(address: $0, port: port), name: .unknown) }
        let asked = found.asked + fly.firstQuestions.filter { !found.asked.contains($0) }
        return DiscoveryResult(
            members, isWhole: found.isWhole && isCertain,
            otherwise: found.asked.isEmpty ? lookup.account(of: found, in: answers) : answers.account(of: asked))
    }
}
