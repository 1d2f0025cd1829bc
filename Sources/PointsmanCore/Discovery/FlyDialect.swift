/// Fly.io's `.internal` zone (networking/private-networking of its documentation): the app's addresses are the members,
/// the names of its regions say where each one is, and the names of its machines what each one is called.
///
/// Only the app's own addresses must be there. Regions and names are extra: where DNS does not tell them, a member's name is
/// unknown, which is not the same as none.
package struct FlyDialect: DiscoveryDialect, Equatable {
    package let app: String
    package let port: UInt16

    package init(app: String, port: UInt16) {
        self.app = app
        self.port = port
    }

    package func step(after answers: DNSAnswers) -> DiscoveryStep {
        guard answers.open(among: firstQuestions).isEmpty else { return .ask(answers.open(among: firstQuestions)) }
        guard !answers.addresses(everyone).isEmpty else { return .done(.failure(answers.account(of: everyone))) }

        let machines = Array(FlyText.machines(in: answers.texts(machineList)).prefix(DiscoveryResult.mostNames))
        let regions = regions(in: answers, machines)
        return .ask(regions.map(question) + machines.map(question), after: answers) {
            result(answers, regions, machines)
        }
    }

    /// What is asked before anything else.
    var firstQuestions: [DNSQuestion] { [everyone] + texts }

    /// The two records that no other zone has.
    var texts: [DNSQuestion] { [regionList, machineList] }

    /// Whether those name a region or a machine.
    func isTold(in answers: DNSAnswers) -> Bool {
        !FlyText.regions(in: answers.texts(regionList)).isEmpty
            || !FlyText.machines(in: answers.texts(machineList)).isEmpty
    }

    var everyone: DNSQuestion { DNSQuestion(.aaaa, "\(app).internal") }
    private var regionList: DNSQuestion { DNSQuestion(.txt, "regions.\(app).internal") }
    private var machineList: DNSQuestion { DNSQuestion(.txt, "vms.\(app).internal") }

    private func question(_ region: Region) -> DNSQuestion {
        DNSQuestion(.aaaa, "\(region).\(app).internal")
    }

    private func question(_ machine: FlyText.Machine) -> DNSQuestion {
        DNSQuestion(.aaaa, "\(machine.id).vm.\(app).internal")
    }

    /// Those of the list of regions, then those that only the machines name.
    private func regions(in answers: DNSAnswers, _ machines: [FlyText.Machine]) -> [Region] {
        var regions: [Region] = []
        for region in FlyText.regions(in: answers.texts(regionList)) + machines.map(\.region)
        where !regions.contains(region) {
            regions.append(region)
        }
        return Array(regions.prefix(DiscoveryResult.mostNames))
    }

    private func result(
        _ answers: DNSAnswers, _ regions: [Region], _ machines: [FlyText.Machine]
    ) -> DiscoveryResult {
        let placed = regions.flatMap { region in answers.addresses(question(region)).map { (address: $0, region) } }
        let named = machines.flatMap { machine in answers.addresses(question(machine)).map { (address: $0, machine) } }
        let members = (answers.addresses(everyone) + placed.map(\.address)).map { address in
            let machine = named.first { $0.address == address }?.1
            let region = placed.first { $0.address == address }?.1 ?? machine?.region
            return Member(
                id: MemberID(address: address, port: port), region: region,
                name: machine.map { .known($0.id) } ?? .unknown)
        }
        return DiscoveryResult(members, otherwise: answers.account(of: everyone))
    }
}
