/// The servers that don't belong to the three, and appear beside them in some drills.
extension LabCluster {
    /// Starts a copy of `primary` at the spare place and promotes it; no standby follows it. This is what restoring a
    /// backup for inspection does.
    func startClone(of primary: MemberServer) async throws(LabError) -> MemberServer {
        let clone = self.clone
        try await clone.copy(from: primary)
        try clone.detach()
        try clone.start()
        try await clone.administer("select pg_promote(true, 60)")
        return clone
    }

    /// Prepares the first server of another cluster, which is to take the address of `member`: initialised with the
    /// app's role and database, and stopped.
    /// - Parameter table: SQL that the app runs there, so that a write which reaches the server succeeds, and is missed
    ///   later.
    func prepareForeign(at member: LabMember, table: String) async throws(LabError) -> MemberServer {
        let foreign = self.foreign(at: member)
        await foreign.removeData()
        try await foreign.initialise()
        try foreign.start(isReachable: false)
        try await furnish(foreign)
        try await foreign.administer("set role app; \(table)", in: "app")
        await foreign.stop()
        return foreign
    }

    /// The foreign server; there is one at a time, at any place.
    func foreign(at member: LabMember) -> MemberServer {
        MemberServer(
            LabMember(
                number: member.number, region: "foreign", address: member.address, machineID: member.machineID),
            of: plan)
    }

    /// Starts the first server of another cluster at the spare place, with the app's role and database.
    func successor(binaries: String) async throws(LabError) -> MemberServer {
        let spare = plan.spare
        let successor = MemberServer(
            LabMember(number: spare.number, region: "next", address: spare.address, machineID: spare.machineID),
            of: plan, binaries: binaries)
        await successor.removeData()
        try await successor.initialise()
        try successor.start()
        try await furnish(successor)
        return successor
    }

    /// Ends the guests and removes their data.
    func dismissGuests() async {
        for guest in [clone, foreign(at: plan.spare)] {
            await guest.kill()
            await guest.removeData()
        }
    }
}
