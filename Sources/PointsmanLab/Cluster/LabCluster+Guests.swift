/// Servers that don't belong to the three and appear beside them in some drills.
extension LabCluster {
    /// A copy of `primary` that nobody follows and that has been promoted, at the spare place, as somebody would restore a
    /// backup to look into it.
    func startClone(of primary: MemberServer) async throws(LabError) -> MemberServer {
        let clone = self.clone
        try await clone.copy(from: primary)
        try clone.detach()
        try clone.start()
        try await clone.administer("select pg_promote(true, 60)")
        return clone
    }

    /// The first server of another cluster, ready and stopped, with the app's role and database, that is to take the
    /// address of `member`.
    /// - Parameter table: what the app creates there, so that a write which is sent there goes in and is missed later.
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

    /// The stranger: one at a time, wherever it is.
    func foreign(at member: LabMember) -> MemberServer {
        MemberServer(
            LabMember(
                number: member.number, region: "foreign", address: member.address, machineID: member.machineID),
            of: plan)
    }

    /// Ends them and removes their data.
    func dismissGuests() async {
        for guest in [clone, foreign(at: plan.spare)] {
            await guest.kill()
            await guest.removeData()
        }
    }
}
