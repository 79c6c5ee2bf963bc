-- Each episode but a child's first, with what its rules ask of the child's episode before it, under
-- names that start with `before_`.
select
    this.*,
    before.row_number as before_row,
    before.DEC as before_DEC,
    before.DEC_on as before_DEC_on,
    before.REC as before_REC,
    before.LS as before_LS,
    before.CIN as before_CIN,
    before.PLACE as before_PLACE
from episode_in_order as this
inner join episode_in_order as before
    on before.CHILD = this.CHILD and before.episode_number = this.episode_number - 1
