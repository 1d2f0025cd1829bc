/// A primary that lives and refuses writes.
extension Scenario {
    /// The file system of the writers' table is full for some seconds: PostgreSQL answers 53100.
    package static let diskFull = Scenario(
        name: "disk-full-primary",
        steps: [before, .fillDisk, .write(.seconds(6)), .freeDisk, .measure(.primary), .untilBack],
        expectation: .init(path: [.primary], isUnready: true, errorStates: ["53100", "25006"]))
}
