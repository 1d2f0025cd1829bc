/// A pooler, modelled or real, that a contract's steps can be performed on.
package protocol ContractPooler: AnyObject {
    /// Performs `step`, or checks its condition.
    /// - Returns: what is wrong; nil if nothing is.
    func perform(_ step: ContractStep) async throws -> String?
}
