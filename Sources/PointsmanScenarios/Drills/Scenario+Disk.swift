/// Drills with a primary that lives and refuses writes.
extension Scenario {
    /// Fills the file system of the writers' table for some seconds: PostgreSQL answers 53100 to writes, and every
    /// other question as before. Only a client that writes there can know, so the route must stay, and no write may be
    /// lost.
    /// - Parameter isFenced: whether the server is made read-only when that happens, as Fly's own clusters do at 90
    ///   percent, so that it answers 25006 and a probe can see that.
    package static func diskFull(isFenced: Bool = false) -> Scenario {
        let full = [Step.fillDisk] + (isFenced ? [.wait(.milliseconds(500) ... .seconds(1)), .refuseWrites] : [])
        return Scenario(
            name: "disk-full-primary" + (isFenced ? " --fenced" : ""),
            steps: [before] + full + [.write(.seconds(6)), .measure(.primary), .freeDisk]
                + (isFenced ? [.acceptWrites] : []) + [.untilBack],
            expectation: .init(
                path: [.primary], rules: isFenced ? ["read-only"] : [], isDegraded: isFenced,
                errorStates: ["25006", "53100"]))
    }
}
