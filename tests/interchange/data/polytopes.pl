# Makes polytopes beside it:  polymake --script polytopes.pl   (written by polymake 4.6)
use application "polytope";

my $triangle = new Polytope(POINTS => [[1,0,0], [1,1,0], [1,"1/2","3/7"], [1,"1/2","1/7"]]);
$triangle->VERTICES; $triangle->FACETS; $triangle->AFFINE_HULL; $triangle->VOLUME;
save($triangle, "triangle.poly");

my $cube = cube(3); $cube->VERTICES; $cube->VOLUME;
save($cube, "cube.poly");

my $quadrant = new Polytope(INEQUALITIES => [[0,1,0], [1,0,1]]);
$quadrant->VERTICES; $quadrant->FACETS; $quadrant->LINEALITY_SPACE;
save($quadrant, "quadrant.poly");

save(new Polytope(INEQUALITIES => [[0,1,0,0], [1,-1,0,0]], EQUATIONS => [[1,0,-2,0]]), "strip.poly");

my $line = new Polytope(POINTS => [[1,"1/3",0]], INPUT_LINEALITY => [[0,1,2]]);
$line->VERTICES; $line->LINEALITY_SPACE; $line->FACETS; $line->AFFINE_HULL;
save($line, "line.poly");

my $empty = new Polytope(INEQUALITIES => [[0,1], [-1,-1]]); $empty->FEASIBLE; $empty->VERTICES;
save($empty, "empty.poly");

my $cross = cross(4); $cross->VERTICES; $cross->FACETS;
save($cross, "cross.poly");
