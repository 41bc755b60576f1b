CREATE VIEW flags AS SELECT * FROM findings WHERE outcome = 'fail';
