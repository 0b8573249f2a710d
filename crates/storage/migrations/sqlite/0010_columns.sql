-- What a person says the columns of a list mean, as the file of --columns has it; NULL: by the headings.
ALTER TABLE import ADD COLUMN columns_said TEXT;
