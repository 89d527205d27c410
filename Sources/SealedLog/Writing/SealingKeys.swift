/// The two keys that sign a seal.
struct SealingKeys: Sendable {
  var log: SigningKey
  /// The key that the batch before announced.
  var epoch: SigningKey

  init(log: SigningKey, epoch: SigningKey) {
    self.log = log
    self.epoch = epoch
  }

  /// Those of the seal that comes after the record's; nil if its seeds give no keys.
  init?(_ record: StateRecord, origin: String) {
    guard let log = SigningKey(name: origin, seed: record.logSeed),
      let epoch = SigningKey(name: "\(origin)/epoch-\(record.seals)", seed: record.epochSeed)
    else { return nil }
    self.init(log: log, epoch: epoch)
  }

  /// These, if they are the record's: another writer may have been there.
  func of(_ record: StateRecord) -> SealingKeys? {
    log.seed == record.logSeed && epoch.seed == record.epochSeed ? self : nil
  }
}
