/// What one check says: what was seen, and where something is wrong why that is and what to do.
package struct Finding: Equatable, Sendable {
    /// The check's name.
    package let check: String
    package let verdict: Verdict
    package let guide: GuideSection

    package init(check: String, verdict: Verdict, guide: GuideSection) {
        self.check = check
        self.verdict = verdict
        self.guide = guide
    }

    package var severity: Severity { verdict.severity }
}
