-- Who answers questions about a review campaign, as its letter names them.
ALTER TABLE campaign ADD COLUMN contact TEXT NOT NULL DEFAULT '';

-- The letter that opens a campaign, as a unit took it: who, and when. Nothing is changed in it.
CREATE TABLE campaign_receipt (
    campaign_id INTEGER NOT NULL,
    unit_id INTEGER NOT NULL,
    by_user INTEGER NOT NULL REFERENCES user_account (id),
    at_us INTEGER NOT NULL,
    PRIMARY KEY (campaign_id, unit_id),
    FOREIGN KEY (campaign_id, unit_id) REFERENCES campaign_unit (campaign_id, unit_id)
) STRICT, WITHOUT ROWID;
