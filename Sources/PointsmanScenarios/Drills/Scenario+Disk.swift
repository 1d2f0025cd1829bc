/// A primary that lives and refuses writes.
extension Scenario {
    /// The file system of the writers' table is full for some seconds: PostgreSQL answers 53100. It answers every question
    /// all the same, so that nobody who doesn't write there can know: the route must stay, and nothing be lost.
    /// - Parameter isFenced: whether somebody makes the server read-only when that happens, as Fly's own clusters do at 90
    ///   percent, so that it answers 25006 and can be asked about it.
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
